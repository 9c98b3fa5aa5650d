// Reads an exhibit's WARC with warcio.js: every record, its digests, and one
// response that holds the given words.
// usage: node read.mjs data.warc.gz URL "words"
import fs from 'node:fs';
import { createHash } from 'node:crypto';
import { WARCParser } from 'warcio';

const [file, url, words] = process.argv.slice(2);
let records = 0, responses = 0, digests = 0, hit = false;
for await (const record of new WARCParser(fs.createReadStream(file), { keepHeadersCase: false })) {
	records++;
	const want = record.warcPayloadDigest;
	// readFully(false): the payload as stored, so that its digest can be compared.
	const payload = await record.readFully(false);
	if (record.warcType === 'response') responses++;
	if (want && (record.warcType === 'response' || record.warcType === 'resource')) {
		const found = 'sha256:' + createHash('sha256').update(payload).digest('hex');
		if (found !== want) {
			console.error(`${record.warcTargetURI}: payload ${found}, want ${want}`);
			process.exit(1);
		}
		digests++;
	}
	if (record.warcTargetURI === url && Buffer.from(payload).includes(words)) hit = true;
}
console.log(`${records} records, ${responses} responses, ${digests} payload digests hold, words ${hit ? 'found' : 'not found'}`);
process.exit(records > 0 && responses > 0 && digests > 0 && hit ? 0 : 1);
