import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { MessageId } from "@partyline/shared/protocol/ids";
import { transact } from "./database.ts";
import { onDisk } from "./on-disk.ts";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import type { Owner } from "./owner.ts";

/** The outbox of `owner` on disk, in the state file. What `add` took survives a power cut. */
export function fileOutbox(database: DatabaseSync, owner: Owner): Outbox {
	const mine = { server: owner.server, account: owner.account };
	const sql = prepareStatements(database);
	const remove = (id: string) => {
		const row = sql.remove.get({ ...mine, id });
		return row === undefined ? undefined : toEntry(row);
	};
	return {
		add: (entry) => void sql.add.run({ ...mine, ...toRow(entry) }),
		entries: () => sql.entries.all(mine).map(toEntry),
		rooms: () => sql.rooms.all(mine).map((row) => text(row.room)),
		first(room, except) {
			const row = sql.first.get({ ...mine, room, except: JSON.stringify([...except]) });
			return row === undefined ? undefined : toEntry(row);
		},
		waiting(except) {
			const row = sql.waiting.get({ ...mine, except: JSON.stringify([...except]) });
			const count = Number(row?.count);
			return count === 0 ? { count } : { count, since: Number(row?.since) };
		},
		remove,
		drop(id) {
			let entry: OutboxEntry | undefined;
			transact(database, () => {
				entry = remove(id);
				if (entry !== undefined) sql.noteDrop.run({ ...mine, id });
				sql.forgetDrops.run();
			});
			return entry;
		},
		isDropped: (id) => sql.findDrop.get({ ...mine, id }) !== undefined,
		refuse: (id, { code, reason }) => void sql.refuse.run({ ...mine, id, code, reason }),
		rename: (from, to) => void sql.rename.run({ ...mine, from, to }),
		dropReplies: (epoch) =>
			onDisk("Replies to messages that are gone cannot be changed on", () => {
				sql.dropReplies.run({ ...mine, epoch });
			}),
		close: () => {},
	};
}

// Without its row a post has been sent or dropped; which, must be known to those who wait for it.
const dropsSchema = `
	CREATE TABLE drops (
		server TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, dropped_at INTEGER NOT NULL,
		PRIMARY KEY (server, account, id)
	) STRICT, WITHOUT ROWID`;

/** `n` keeps the order in which the posts were written, whichever process wrote them. */
export const outboxSchema = `
	CREATE TABLE posts (
		n INTEGER PRIMARY KEY AUTOINCREMENT,
		server TEXT NOT NULL, account TEXT NOT NULL,
		id TEXT NOT NULL UNIQUE, room TEXT NOT NULL, text TEXT NOT NULL,
		action INTEGER NOT NULL, reply_to INTEGER, created_at INTEGER NOT NULL,
		refused_code TEXT, refused_reason TEXT, epoch TEXT
	) STRICT;
	CREATE INDEX posts_in_order ON posts (server, account, room, n);
	${dropsSchema}`;

/** From the layout that knew neither what was dropped nor which history a reply is of. */
export const outboxUpgrade = `ALTER TABLE posts ADD COLUMN epoch TEXT; ${dropsSchema}`;

/** A process that waits longer than this for a post sends it, though another has dropped it. */
const keepDropsSeconds = 30 * 24 * 3_600;

function prepareStatements(database: DatabaseSync) {
	const mine = "server = $server AND account = $account";
	const waiting = `${mine} AND refused_code IS NULL`;
	return {
		add: database.prepare(
			`INSERT INTO posts (server, account, id, room, text, action, reply_to, created_at, epoch)
			VALUES ($server, $account, $id, $room, $text, $action, $replyTo, $createdAt, $epoch)`,
		),
		entries: database.prepare(`SELECT * FROM posts WHERE ${mine} ORDER BY n`),
		rooms: database.prepare(
			`SELECT room FROM posts WHERE ${waiting} GROUP BY room ORDER BY min(n)`,
		),
		first: database.prepare(
			`SELECT * FROM posts WHERE ${waiting} AND room = $room
			AND id NOT IN (SELECT value FROM json_each($except)) ORDER BY n LIMIT 1`,
		),
		waiting: database.prepare(
			`SELECT count(*) AS count, min(created_at) AS since FROM posts WHERE ${waiting}
			AND id NOT IN (SELECT value FROM json_each($except))`,
		),
		remove: database.prepare(`DELETE FROM posts WHERE ${mine} AND id = $id RETURNING *`),
		refuse: database.prepare(
			`UPDATE posts SET refused_code = $code, refused_reason = $reason WHERE ${mine} AND id = $id`,
		),
		noteDrop: database.prepare("INSERT INTO drops VALUES ($server, $account, $id, unixepoch())"),
		findDrop: database.prepare(`SELECT 1 FROM drops WHERE ${mine} AND id = $id`),
		forgetDrops: database.prepare(
			`DELETE FROM drops WHERE dropped_at < unixepoch() - ${keepDropsSeconds}`,
		),
		rename: database.prepare(`UPDATE posts SET room = $to WHERE ${mine} AND room = $from`),
		dropReplies: database.prepare(
			`UPDATE posts SET reply_to = NULL WHERE ${mine} AND epoch IS NOT $epoch`,
		),
	};
}

function toRow({ id, room, text: said, action, createdAt, ...reply }: OutboxEntry) {
	const { replyTo = null, epoch = null } = reply;
	return { id, room, text: said, action: action ? 1 : 0, replyTo, createdAt, epoch };
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
		...(row.epoch === null ? {} : { epoch: text(row.epoch) }),
		...(row.refused_code === null ? {} : { refused }),
	};
}

function text(value: SQLOutputValue | undefined): string {
	return typeof value === "string" ? value : "";
}
