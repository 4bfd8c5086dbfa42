import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@partyline/server/journal";
import type { Receipt } from "@partyline/server/ports";
import { beforeFirst, roomName } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { created, said } from "../../contracts/support/drafts.ts";
import { createRandom, type Random } from "../../support/random.ts";

/** Chance that can be repeated: PARTYLINE_TEST_SEED=N runs the same again. */
const seed = Number(process.env.PARTYLINE_TEST_SEED ?? Date.now() % 2 ** 31);
const room = roomName.parse("#general");
const moments = 4;

const headerBytes = 32;
const frameBytes = 24 + 4096;

function open(dataDir: string) {
	return openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
}

/** The frames of a log since it was last begun anew, up to the last commit (sqlite.org/walformat.html). */
function framesOf(wal: Buffer): Buffer[] {
	const salts = wal.subarray(16, 24);
	const frames: Buffer[] = [];
	let committed = 0;
	for (let at = headerBytes; at + frameBytes <= wal.length; at += frameBytes) {
		const frame = wal.subarray(at, at + frameBytes);
		if (!frame.subarray(8, 16).equals(salts)) break;
		frames.push(frame);
		if (frame.readUInt32BE(4) !== 0) committed = frames.length;
	}
	return frames.slice(0, committed);
}

/** What a disk may hold behind the synced end of the log after a power cut. */
const garbage: Readonly<Record<string, (frames: readonly Buffer[], random: Random) => Buffer>> = {
	nothing: () => Buffer.alloc(0),
	"random bytes": (_, random) =>
		Buffer.from(Array.from({ length: random.between(1, 10_000) }, () => random.between(0, 255))),
	zeroes: (_, random) => Buffer.alloc(random.between(1, 3 * frameBytes)),
	"half a frame": (frames, random) => random.pick(frames).subarray(0, random.between(1, 4_000)),
	"an old frame": (frames, random) => random.pick(frames),
	"an old commit": (frames, random) => random.pick(frames.filter((frame) => frame[7] !== 0)),
	"all old frames again": (frames) => Buffer.concat(frames),
	"a frame with one bit turned": (frames, random) => {
		const frame = Buffer.from(random.pick(frames));
		const at = random.between(0, frame.length - 1);
		frame.writeUInt8(frame.readUInt8(at) ^ (1 << random.between(0, 7)), at);
		return frame;
	},
};

/** Opens a store that the power was taken from: everything acked is there, and it goes on. */
async function expectAllAndMore(dataDir: string, acked: readonly Receipt[]): Promise<void> {
	const { journal } = await open(dataDir);
	const events = acked.map(({ event }) => event);
	expect(await journal.after(room, beforeFirst, 10_000)).toEqual(events);
	const [more] = await journal.append([said(room, "after the cut")]);
	expect(more?.event.seq).toBe(events.length + 1);
	await journal.close();
}

test(`a power cut leaves every acked message in its place, whatever is behind the synced end of the log (seed ${seed})`, async () => {
	const random = createRandom(seed);
	const folder = mkdtempSync(join(tmpdir(), "partyline-torn-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const dataDir = join(folder, "data");
	const { journal } = await open(dataDir);
	const acked: Receipt[] = [...(await journal.append([created(room)]))];
	for (let moment = 0; moment < moments; moment++) {
		for (let count = random.between(1, 30); count > 0; count--)
			acked.push(...(await journal.append([said(room, "x".repeat(random.pick([1, 100, 9_000])))])));
		// Nothing is under way: what the files hold up to the last commit is what was synced.
		const database = readFileSync(join(dataDir, "partyline.db"));
		const wal = readFileSync(join(dataDir, "partyline.db-wal"));
		const frames = framesOf(wal);
		const synced = wal.subarray(0, headerBytes + frames.length * frameBytes);
		for (const [name, make] of Object.entries(garbage)) {
			const image = join(folder, `${moment} ${name}`);
			mkdirSync(image);
			writeFileSync(join(image, "partyline.db"), database);
			const behind = make(frames, random.fork(`${moment} ${name}`));
			writeFileSync(join(image, "partyline.db-wal"), Buffer.concat([synced, behind]));
			await expectAllAndMore(image, acked);
		}
	}
	await journal.close();
});
