// make.mjs - write the files of this folder with the AT Protocol's own
// libraries, so that our reader is held against what others wrote:
//   npm install @atproto/repo@0.9 @atproto/crypto @atproto/common \
//       @did-plc/lib
//   node make.mjs FOLDER
// Names and texts are made up.  Keys are new each time.
import { writeFileSync } from 'node:fs';
import { MemoryBlockstore, Repo, WriteOpAction, getRecords, getFullRepo }
    from '@atproto/repo';
import { Secp256k1Keypair, P256Keypair } from '@atproto/crypto';
import { cidForCbor } from '@atproto/common';
import * as plc from '@did-plc/lib';

const out = process.argv[2];
const json = (name, j) =>
	writeFileSync(`${out}/${name}`, JSON.stringify(j, null, 1) + '\n');
const T0 = Date.parse('2026-03-01T08:00:00.000Z');
const hours = (h) => new Date(T0 + h * 3600e3).toISOString();

async function entry(did, op, h, nullified = false) {
	const cid = await cidOf(op);
	return { did, operation: op, cid: cid.toString(), nullified,
		createdAt: hours(h) };
}

const cidOf = (op) => cidForCbor(op);

async function car(name, parts) {
	const chunks = [];
	for await (const c of parts)
		chunks.push(c);
	writeFileSync(`${out}/${name}`, Buffer.concat(chunks));
}

async function repo(prefix, did, key) {
	const storage = new MemoryBlockstore();
	let r = await Repo.create(storage, did, key, [{
		action: WriteOpAction.Create,
		collection: 'app.bsky.actor.profile', rkey: 'self',
		record: { $type: 'app.bsky.actor.profile',
			displayName: 'Essai' } }]);
	const writes = [];
	for (let i = 0; i < 300; i++)
		writes.push({ action: WriteOpAction.Create,
			collection: 'app.bsky.feed.post',
			rkey: '3mg' + String(i).padStart(10, '0')
			    .replace(/./g, (c) => '234567abcd'[c]),
			record: { $type: 'app.bsky.feed.post',
				text: `Ce garage m’a volé (${i}) 👩‍🔧`,
				langs: ['fr'],
				createdAt: '2026-03-01T10:00:00.000Z' } });
	r = await r.applyWrites(writes, key);
	const rkey = writes[137].rkey;
	await car(`${prefix}-record.car`, getRecords(storage, r.cid,
	    [{ collection: 'app.bsky.feed.post', rkey }]));
	await car(`${prefix}-absent.car`, getRecords(storage, r.cid,
	    [{ collection: 'app.bsky.feed.post', rkey: rkey + '2' }]));
	if (prefix === 'k256')
		await car(`${prefix}-all.car`, getFullRepo(storage, r.cid));
	return { did, rkey, rev: r.commit.rev, commit: r.cid.toString() };
}

const rot1 = await Secp256k1Keypair.create();
const rot2 = await P256Keypair.create();
const sign1 = await Secp256k1Keypair.create();
const sign2 = await P256Keypair.create();

const { op: g, did } = await plc.createOp({ signingKey: sign1.did(),
	handle: 'garage.essai.example', pds: 'https://pds.essai.example',
	rotationKeys: [rot1.did(), rot2.did()], signer: rot2 });
const h = await plc.updateHandleOp(g, rot2, 'plaintif.essai.example');
const k = await plc.updateAtprotoKeyOp(h, rot1, sign2.did());
json('plc-plain.json', [await entry(did, g, 0), await entry(did, h, 5),
	await entry(did, k, 9)]);

// A recovery: the lower key moved the account, the higher one undid it.
const stolen = await plc.updatePdsOp(g, rot2, 'https://voleur.example');
const back = await plc.updateHandleOp(g, rot1, 'repris.essai.example');
json('plc-recovery.json', [await entry(did, g, 0),
	await entry(did, stolen, 5, true), await entry(did, back, 30)]);
json('plc-recovery-late.json', [await entry(did, g, 0),
	await entry(did, stolen, 5, true), await entry(did, back, 100)]);
const low = await plc.updateHandleOp(g, rot2, 'repris.essai.example');
json('plc-recovery-low.json', [await entry(did, g, 0),
	await entry(did, stolen, 5, true), await entry(did, low, 30)]);

const legacy = await plc.deprecatedSignCreate({ type: 'create',
	signingKey: sign1.did(), recoveryKey: rot1.did(),
	handle: 'ancien.essai.example', service: 'https://pds.essai.example',
	prev: null }, sign1);
const ldid = await plc.didForCreateOp(legacy);
const lup = await plc.updateHandleOp(legacy, rot1, 'neuf.essai.example');
json('plc-legacy.json', [await entry(ldid, legacy, 0),
	await entry(ldid, lup, 4)]);
const tomb = await plc.tombstoneOp(await cidOf(lup), rot1);
json('plc-tombstone.json', [await entry(ldid, legacy, 0),
	await entry(ldid, lup, 4), await entry(ldid, tomb, 8)]);

json('repos.json', {
	k256: { ...await repo('k256', did, sign1), key: sign1.did() },
	p256: { ...await repo('p256', did, sign2), key: sign2.did() } });
