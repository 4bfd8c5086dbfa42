import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { MessageId } from "@partyline/shared/protocol/ids";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import type { Owner } from "./owner.ts";

/** The outbox of `owner` on disk, in the state file. What `add` took survives a power cut. */
export function fileOutbox(database: DatabaseSync, owner: Owner): Outbox {
	const mine = { server: owner.server, account: owner.account };
	const sql = prepareStatements(database);
	return {
		add: (entry) => void sql.add.run({ ...mine, ...toRow(entry) }),
		entries: () => sql.entries.all(mine).map(toEntry),
		rooms: () => sql.rooms.all(mine).map((row) => text(row.room)),
		first(room, except) {
			const row = sql.first.get({ ...mine, room, except: JSON.stringify([...except]) });
			return row === undefined ? undefined : toEntry(row);
		},
		remove(id) {
			const row = sql.remove.get({ ...mine, id });
			return row === undefined ? undefined : toEntry(row);
		},
		refuse: (id, { code, reason }) => void sql.refuse.run({ ...mine, id, code, reason }),
		dropReplies: () => void sql.dropReplies.run(mine),
		close: () => {},
	};
}

/** `n` keeps the order in which the posts were written, whichever process wrote them. */
export const outboxSchema = `
	CREATE TABLE IF NOT EXISTS posts (
		n INTEGER PRIMARY KEY AUTOINCREMENT,
		server TEXT NOT NULL, account TEXT NOT NULL,
		id TEXT NOT NULL UNIQUE, room TEXT NOT NULL, text TEXT NOT NULL,
		action INTEGER NOT NULL, reply_to INTEGER, created_at INTEGER NOT NULL,
		refused_code TEXT, refused_reason TEXT
	) STRICT;
	CREATE INDEX IF NOT EXISTS posts_in_order ON posts (server, account, room, n)`;

function prepareStatements(database: DatabaseSync) {
	const mine = "server = $server AND account = $account";
	const waiting = `${mine} AND refused_code IS NULL`;
	return {
		add: database.prepare(
			`INSERT INTO posts (server, account, id, room, text, action, reply_to, created_at)
			VALUES ($server, $account, $id, $room, $text, $action, $replyTo, $createdAt)`,
		),
		entries: database.prepare(`SELECT * FROM posts WHERE ${mine} ORDER BY n`),
		rooms: database.prepare(
			`SELECT room FROM posts WHERE ${waiting} GROUP BY room ORDER BY min(n)`,
		),
		first: database.prepare(
			`SELECT * FROM posts WHERE ${waiting} AND room = $room
			AND id NOT IN (SELECT value FROM json_each($except)) ORDER BY n LIMIT 1`,
		),
		remove: database.prepare(`DELETE FROM posts WHERE ${mine} AND id = $id RETURNING *`),
		refuse: database.prepare(
			`UPDATE posts SET refused_code = $code, refused_reason = $reason WHERE ${mine} AND id = $id`,
		),
		dropReplies: database.prepare(`UPDATE posts SET reply_to = NULL WHERE ${mine}`),
	};
}

function toRow({ id, room, text: said, action, replyTo, createdAt }: OutboxEntry) {
	return { id, room, text: said, action: action ? 1 : 0, replyTo: replyTo ?? null, createdAt };
}

// Rows of our own file, in a layout that was checked when it was opened.
function toEntry(row: Record<string, SQLOutputValue>): OutboxEntry {
	const refused = { code: text(row.refused_code), reason: text(row.refused_reason) };
	return {
		id: text(row.id) as MessageId,
		room: text(row.room),
		text: text(row.text),
		createdAt: Number(row.created_at),
		...(row.action === 1 ? { action: true as const } : {}),
		...(row.reply_to === null ? {} : { replyTo: Number(row.reply_to) }),
		...(row.refused_code === null ? {} : { refused }),
	};
}

function text(value: SQLOutputValue | undefined): string {
	return typeof value === "string" ? value : "";
}
