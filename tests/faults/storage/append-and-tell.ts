import { writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "@partyline/server/journal";
import { type Draft, JournalError, type Receipt } from "@partyline/server/ports";
import { accountName, newMessageId, roomName } from "@partyline/shared/protocol/ids";

// Run by power-cut.test.ts under strace: appends from several lanes, tells each ack in one write, and closes.

const [dataDir = "", count = "0"] = process.argv.slice(2);
const by = accountName.parse("Ann");
const rooms = ["#general", "#tea"].map((name) => roomName.parse(name));
const { journal } = await openStore({
	dataDir,
	onFatal(error) {
		throw error;
	},
});
// SQLite checkpoints by itself after 4,000 pages only: too many for a trace that holds every byte.
const other = new DatabaseSync(join(dataDir, "partyline.db"));

let left = Number(count);

/** Appends, and again under the same key as often as the disk refuses. */
async function keep(draft: Draft): Promise<readonly Receipt[]> {
	for (;;)
		try {
			return await journal.append([draft]);
		} catch (error) {
			if (!(error instanceof JournalError)) throw error;
		}
}

function checkpoint(): void {
	try {
		other.exec("PRAGMA wal_checkpoint(PASSIVE)");
	} catch (error) {
		// A disk that refuses this one may take the next.
		if (!`${error}`.includes("disk I/O error")) throw error;
	}
}

async function append(lane: number): Promise<void> {
	while (left-- > 0) {
		const room = rooms[left % rooms.length] ?? rooms[0];
		if (room === undefined) return;
		const id = newMessageId();
		const text = `lane ${lane} ${"x".repeat(left % 17 === 0 ? 9_000 : 20)}`;
		const event = { room, at: 1, by, type: "message", id, text } as const;
		const [receipt] = await keep({ key: id, event });
		writeSync(1, `${JSON.stringify({ id, room, seq: receipt?.event.seq })}\n`);
		if (left % 40 === 0) checkpoint();
	}
}

for (const room of rooms) {
	const event = { room, at: 1, by, type: "create", kind: "public" } as const;
	await keep({ key: newMessageId(), event });
}
await Promise.all([1, 2, 3].map(append));
other.close();
await journal.close();
