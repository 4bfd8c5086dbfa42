import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { StoredEvent } from "../history/history.ts";
import { shorten } from "./recorder.ts";

const row = z.object({
	seq: z.int(),
	key: z.instanceof(Uint8Array),
	by: z.string(),
	type: z.string(),
	rest: z.string(),
});
/** A message that has nothing but a text is the text alone. */
const rest = z.union([
	z.object({ text: z.string().optional() }),
	z.string().transform((text) => ({ text })),
]);

/** The store behind the daemon's back: read from its file, with SQL of our own. */
export type Store = {
	/** The last seq of each room. */
	heads(): Map<string, number>;
	/** Every event of each room after the place given. */
	eventsAfter(heads: ReadonlyMap<string, number>): Map<string, StoredEvent[]>;
	/** The id of every message. */
	messageIds(): string[];
	/** The digest of each room's log up to the place given. */
	digestsUpTo(heads: ReadonlyMap<string, number>): Map<string, string>;
	close(): void;
};

/** Opens the database of a data folder for reading. */
export function openStore(dataDir: string): Store {
	return openStoreFile(join(dataDir, "partyline.db"));
}

/** Opens a database by its file. */
export function openStoreFile(file: string): Store {
	const database = new DatabaseSync(file, { readOnly: true });
	const roomHeads = database.prepare(
		`SELECT rooms.name, coalesce(max(events.seq), 0) AS head FROM rooms
		LEFT JOIN events ON events.room = rooms.id GROUP BY rooms.id`,
	);
	const after = database.prepare(
		`SELECT seq, key, "by", type, rest FROM events JOIN rooms ON rooms.id = events.room
		WHERE rooms.name = ? AND seq > ? ORDER BY seq`,
	);
	const keys = database.prepare("SELECT key FROM events WHERE type = 'message'");
	const upTo = database.prepare(
		`SELECT seq, key, "by", type, rest FROM events JOIN rooms ON rooms.id = events.room
		WHERE rooms.name = ? AND seq <= ? ORDER BY seq`,
	);
	const heads = () =>
		new Map(roomHeads.all().map(({ name, head }) => [String(name), Number(head)]));
	return {
		heads,
		eventsAfter: (known) =>
			new Map(
				[...heads().keys()].map((room) => [
					room,
					after.all(room, known.get(room) ?? 0).map(toStored),
				]),
			),
		messageIds: () => keys.all().map(({ key }) => toUuid(z.instanceof(Uint8Array).parse(key))),
		digestsUpTo(known) {
			const digestOf = (room: string, head: number) => {
				let digest = "";
				for (const found of upTo.iterate(room, head))
					digest = extendDigest(digest, toStored(found));
				return digest;
			};
			return new Map([...known].map(([room, head]) => [room, digestOf(room, head)]));
		},
		close: () => database.close(),
	};
}

function toStored(found: unknown): StoredEvent {
	const { seq, key, by, type, rest: json } = row.parse(found);
	const { text = "" } = rest.parse(JSON.parse(json));
	return type === "message"
		? { seq, by, kind: type, id: toUuid(key), text: shorten(text) }
		: { seq, by, kind: type };
}

function toUuid(key: Uint8Array): string {
	const hex = Buffer.from(key).toString("hex");
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Adds an event to the digest of all before it: what is in the log once must never change. */
export function extendDigest(digest: string, event: StoredEvent): string {
	return createHash("sha256").update(digest).update(JSON.stringify(event)).digest("hex");
}
