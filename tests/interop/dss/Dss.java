import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.simplereport.jaxb.XmlTimestamp;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.ArrayList;
import java.util.List;

/*
 * usage: java -cp 'lib/*' Dss.java TRUSTED.pem... -- FILE [DATA...]
 * What EU DSS says of FILE, a container or an evidence record of DATA, with
 * these certificates trusted and no network: a line for each signature,
 * evidence record and time-stamp of a record.
 */
public class Dss {
	public static void main(String[] args) {
		CommonTrustedCertificateSource trusted =
		    new CommonTrustedCertificateSource();
		CommonCertificateVerifier verifier =
		    new CommonCertificateVerifier();
		List<DSSDocument> data = new ArrayList<>();
		SignedDocumentValidator validator;
		SimpleReport report;
		Reports reports;
		int i = 0;

		for (; !args[i].equals("--"); i++)
			trusted.addCertificate(DSSUtils.loadCertificate(
			    new File(args[i])));
		verifier.setTrustedCertSources(trusted);
		validator = SignedDocumentValidator.fromDocument(
		    new FileDocument(args[++i]));
		validator.setCertificateVerifier(verifier);
		while (++i < args.length)
			data.add(new FileDocument(args[i]));
		if (!data.isEmpty())
			validator.setDetachedContents(data);
		reports = validator.validateDocument();
		report = reports.getSimpleReport();
		for (String id : report.getSignatureIdList())
			System.out.printf("signature %s %s %s%n",
			    report.getIndication(id),
			    report.getSubIndication(id),
			    report.getSignatureFormat(id));
		for (String id : report.getEvidenceRecordIdList()) {
			System.out.printf("record %s %s%n",
			    report.getIndication(id),
			    report.getSubIndication(id));
			for (XmlTimestamp t :
			    report.getEvidenceRecordTimestamps(id))
				System.out.printf("timestamp %s %s%n",
				    t.getIndication(), t.getSubIndication());
		}
		if (System.getenv("DSS_DETAIL") != null)
			System.out.println(reports.getXmlSimpleReport());
	}
}
