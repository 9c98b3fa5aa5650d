#include "verify/title.h"
#include "verify/words.h"

static const char *const checks[CHECKS] = {
	[CHECK_FILE_KIND] = N_("Kind of file"),
	[CHECK_ZIP_STRUCTURE] = N_("Structure of the archive"),
	[CHECK_WACZ_MANIFEST] = N_("List of contents"),
	[CHECK_WACZ_RESOURCES] = N_("Every file as listed"),
	[CHECK_WACZ_DIGEST] = N_("Hash of the list of contents"),
	[CHECK_SEAL_FORMAT] = N_("Form of the seal"),
	[CHECK_SEAL_HASH] = N_("The seal is for this package"),
	[CHECK_SEAL_CREATED] = N_("Date of creation, the same everywhere"),
	[CHECK_SEAL_SIGNATURE] = N_("Signature of the seal"),
	[CHECK_SEAL_DOMAIN] = N_("Name in the certificate"),
	[CHECK_STAMP_TOKEN] = N_("Time-stamp"),
	[CHECK_STAMP_TRUST] = N_("Time-stamp authority"),
	[CHECK_STAMP_WINDOW] = N_("Sealing and time-stamp close together"),
	[CHECK_SEAL_TRUST] = N_("Signer"),
	[CHECK_WARC_RECORDS] = N_("Records of the web archive"),
	[CHECK_WARC_DIGESTS] = N_("Hashes of the records"),
	[CHECK_INDEX_RECORDS] = N_("Index entries against the records"),
	[CHECK_INDEX_COMPLETE] = N_("Every response in the index"),
	[CHECK_PAGES_INDEX] = N_("List of pages against the index"),
	[CHECK_ACQUISITION_RECORD] = N_("Acquisition record"),
	[CHECK_ACQUISITION_LOG] = N_("Acquisition log against the archive"),
	[CHECK_FACTS_DERIVED] = N_("Facts derived again"),
	[CHECK_RECORD_DATA] = N_("Evidence record: of this file"),
	[CHECK_RECORD_CHAIN] = N_("Evidence record: renewed in time"),
	[CHECK_RECORD_STAMP] = N_("Evidence record: its time-stamps"),
	[CHECK_LOG_NOTE] = N_("Signature of the log"),
	[CHECK_LOG_CHECKPOINT] = N_("Checkpoint of the log"),
	[CHECK_LOG_COSIGNATURE] = N_("Signatures of witnesses"),
	[CHECK_LOG_HISTORY] = N_("One history of the log"),
	[CHECK_DOSSIER_CONTAINER] = N_("Form of the dossier"),
	[CHECK_DOSSIER_DIGESTS] = N_("Every file as it was signed"),
	[CHECK_DOSSIER_SIGNATURES] = N_("Signatures of the dossier"),
	[CHECK_DOSSIER_REVOCATION] = N_("Revoked certificates"),
	[CHECK_DOSSIER_RECORD] = N_("List of the dossier"),
	[CHECK_DOSSIER_EXHIBITS] = N_("Exhibits of the dossier"),
	[CHECK_CUSTODY_CHECKPOINT] = N_("Checkpoint of the custody log"),
	[CHECK_CUSTODY_BINDING] = N_("Whose log it is"),
	[CHECK_CUSTODY_EVENTS] = N_("Custody events"),
	[CHECK_CUSTODY_PROOFS] = N_("Proof that events are in the log"),
	[CHECK_CUSTODY_TIMES] = N_("Dates of the events"),
	[CHECK_CUSTODY_PEOPLE] = N_("People named in the log"),
	[CHECK_CUSTODY_WITNESSES] = N_("Witnesses of the log"),
	[CHECK_CUSTODY_RECEIPTS] = N_("Receipts"),
	[CHECK_CUSTODY_CHAIN] = N_("Chain of custody"),
	[CHECK_DOSSIER_REPORTS] = N_("Reports inside, written again and "
	    "compared"),
};

static const char *const levels[FINDING_LEVELS] = {
	[FINDING_PASS] = N_("holds"),
	[FINDING_WARN] = N_("remark"),
	[FINDING_FAIL] = N_("FAILS"),
	[FINDING_UNCHECKED] = N_("not checked"),
};

static const char *const verdicts[] = {
	[VERDICT_HOLDS] = N_("HOLDS"),
	[VERDICT_ALTERED] = N_("DOES NOT HOLD"),
	[VERDICT_UNDECIDED] = N_("UNDECIDED"),
	[VERDICT_UNESTABLISHED] = N_("NOT ESTABLISHED"),
};

static const char *const meanings[] = {
	[VERDICT_HOLDS] = N_("Every check holds; who sealed it and when are "
	    "established."),
	[VERDICT_ALTERED] = N_("It was altered, forged or contradicts itself: "
	    "see the checks that fail."),
	[VERDICT_UNDECIDED] = N_("It could not be decided: see what was not "
	    "checked and why."),
	[VERDICT_UNESTABLISHED] = N_("Its parts are consistent, but who sealed "
	    "it or when is not established."),
};

static const char *const kinds[] = {
	[VERIFY_UNKNOWN] = N_("unknown"),
	[VERIFY_EXHIBIT] = N_("exhibit (WACZ)"),
	[VERIFY_DOSSIER] = N_("dossier (ASiC-E)"),
	[VERIFY_CHECKPOINT] = N_("log checkpoint"),
};

static const char *const forms[] = {
	[SIGNER_NONE] = N_("not signed"),
	[SIGNER_DOMAIN] = N_("certificate"),
	[SIGNER_ANONYMOUS] = N_("anonymous key"),
	[SIGNER_CMS] = N_("certificate (CMS)"),
	[SIGNER_NOTE] = N_("log key"),
};

const char *
title_check(enum check c)
{

	return (_(checks[c]));
}

const char *
title_level(enum finding_level level)
{

	return (_(levels[level]));
}

const char *
title_verdict(enum verdict v)
{

	return (_(verdicts[v]));
}

/* A dossier whose origin and time are established, and something else not. */
static const char *
dossier_meaning(unsigned open)
{

	if (open == VERIFY_OPEN_REPORTS)
		return (_("Who sealed it and when are established, and what "
		    "was checked holds; but the reports inside were not "
		    "compared with the events: do not rely on them."));
	if (open == VERIFY_OPEN_CUSTODY)
		return (_("Who sealed it and when are established, and every "
		    "check holds; but who held the exhibits rests on the word "
		    "of somebody unknown to you."));
	return (_("Who sealed it and when are established; but who held the "
	    "exhibits rests on the word of somebody unknown to you, and the "
	    "reports inside were not compared with the events: do not rely "
	    "on them."));
}

const char *
title_meaning(const struct verify_report *r)
{
	bool who = r->signer.trusted, when = r->time.trusted;

	if (r->verdict == VERDICT_UNESTABLISHED && who && when &&
	    r->kind == VERIFY_DOSSIER && r->open != 0 &&
	    (r->open & VERIFY_OPEN_ORIGIN) == 0)
		return (dossier_meaning(r->open));

	if (r->verdict == VERDICT_UNESTABLISHED &&
	    r->kind == VERIFY_EXHIBIT && who != when)
		return (who ? _("Its parts are consistent and you trust its "
		    "signer, but when it was sealed is not established.") :
		    _("Its parts are consistent and you trust its time-stamp, "
		    "but who sealed it is not established."));
	return (_(meanings[r->verdict]));
}

const char *
title_kind(enum verify_kind kind)
{

	return (_(kinds[kind]));
}

const char *
title_form(enum signer_form form)
{

	return (_(forms[form]));
}
