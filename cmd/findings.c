#include <stdio.h>
#include <stdlib.h>

#include "cmd/findings.h"
#include "cmd/say.h"
#include "store/base/json.h"

static void
show(bool failed, const char *name, const char *subject, const char *detail)
{
	char *safe = say_safe(detail), *what = say_safe(subject);

	(void)printf("  %s  %s  %s  %s\n", failed ? _("FAULT") : _("note"),
	    name, what != NULL ? what : "", safe != NULL ? safe : "");
	free(safe);
	free(what);
}

void
findings_log_show(const struct log_findings *fs)
{
	char seq[32];
	size_t i;

	for (i = 0; i < fs->n; i++) {
		(void)snprintf(seq, sizeof(seq), "#%llu",
		    (unsigned long long)fs->list[i].seq);
		show(fs->list[i].level == LOG_FAIL,
		    log_fault_name(fs->list[i].fault), seq,
		    fs->list[i].detail);
	}
}

/* What it is and what becomes of it, in plain words. */
static const char *const plain[HOME_FAULTS] = {
	[HOME_CATALOG] = N_("The catalogue is damaged. Keep a copy of the "
	    "store as it is and use a backup."),
	[HOME_BLOB_MISSING] = N_("A sealed file is missing. Put it back from "
	    "a backup."),
	[HOME_BLOB_CHANGED] = N_("A sealed file was changed. Put it back "
	    "from a backup."),
	[HOME_BLOB_SIZE] = N_("A sealed file has not the size that the "
	    "catalogue says."),
	[HOME_BLOB_UNREADABLE] = N_("A sealed file cannot be read now: look "
	    "at the disk and at the rights."),
	[HOME_BLOB_ORPHAN] = N_("A sealed file of which the catalogue knows "
	    "nothing. It is left alone."),
	[HOME_BLOB_DISPOSED] = N_("An exhibit was disposed of and its file is "
	    "still there. --recover removes it."),
	[HOME_KEY_STRANGER] = N_("A key of nobody who is or was an operator "
	    "here. It is left alone."),
	[HOME_BLOB_STRANGER] = N_("A file that this program did not put there. "
	    "It is left alone."),
	[HOME_STAMP_ORPHAN] = N_("A time-stamp or an evidence record whose "
	    "sealed file is not there. It is left alone."),
	[HOME_EXHIBIT_EVENTS] = N_("The catalogue and the custody log do not "
	    "say the same of an exhibit."),
	[HOME_JOB_DEAD] = N_("A command was interrupted before it was done. "
	    "--recover removes what it left and says so in the log."),
	[HOME_JOB_KEEPING] = N_("A command was interrupted when it was nearly "
	    "done. --recover finishes it, or says in the log that it was not "
	    "done."),
	[HOME_JOB_ALIVE] = N_("A command is at work at this moment."),
	[HOME_WORK_STRANGER] = N_("A rest of something that had not begun or "
	    "was over. --recover removes what is this program's."),
	[HOME_CHECKPOINT_FILE] = N_("The file that is handed out is behind the "
	    "log. --recover and the next command write it anew."),
	[HOME_FILE_UNFINISHED] = N_("A file that was being written when the "
	    "program was interrupted. --recover removes it."),
	[HOME_STAMP_UNTOLD] = N_("A time-stamp was fetched, and the program "
	    "was interrupted before the log told of it. verify checks it like "
	    "any other; --recover enters it in the log."),
	[HOME_RECORD_UNTOLD] = N_("An evidence record was written, and the "
	    "program was interrupted before the log told of it. verify checks "
	    "it like any other; --recover enters it in the log, and the next "
	    "renewal goes on from it."),
	[HOME_CRL_OLD] = N_("The list of revoked operators lacks somebody. "
	    "--recover writes it anew."),
};

void
findings_home_show(const struct home_findings *fs)
{
	const char *told = NULL;
	size_t i;

	for (i = 0; i < fs->n; i++) {
		show(fs->list[i].failed, home_fault_name(fs->list[i].fault),
		    fs->list[i].subject, fs->list[i].detail);
		/* Once for many of a kind. */
		if (i + 1 < fs->n &&
		    fs->list[i + 1].fault == fs->list[i].fault)
			continue;
		told = plain[fs->list[i].fault];
		if (told != NULL)
			say_text(_(told));
	}
}

static json_t *
whole(json_t *list, bool ok)
{

	return (json_made(list, ok, NULL));
}

json_t *
findings_log_json(const struct log_findings *fs)
{
	json_t *list = json_array(), *j;
	bool ok = list != NULL;
	size_t i;

	for (i = 0; ok && i < fs->n; i++) {
		ok = (j = json_object()) != NULL;
		json_put_text(j, "fault", log_fault_name(fs->list[i].fault),
		    &ok);
		json_put_text(j, "level",
		    fs->list[i].level == LOG_FAIL ? "fail" : "warn", &ok);
		json_put_int(j, "seq", (int64_t)fs->list[i].seq, &ok);
		json_put_text(j, "detail", fs->list[i].detail, &ok);
		json_add(list, j, &ok);
	}
	return (whole(list, ok));
}

json_t *
findings_home_json(const struct home_findings *fs)
{
	json_t *list = json_array(), *j;
	bool ok = list != NULL;
	size_t i;

	for (i = 0; ok && i < fs->n; i++) {
		ok = (j = json_object()) != NULL;
		json_put_text(j, "fault", home_fault_name(fs->list[i].fault),
		    &ok);
		json_put_text(j, "level",
		    fs->list[i].failed ? "fail" : "warn", &ok);
		json_put_text(j, "subject", fs->list[i].subject, &ok);
		json_put_text(j, "detail", fs->list[i].detail, &ok);
		json_add(list, j, &ok);
	}
	return (whole(list, ok));
}
