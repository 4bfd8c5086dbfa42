import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "./clock.ts";
import { type Notes, noteLimits } from "./notes.ts";
import { onDisk } from "./on-disk.ts";
import type { Owner } from "./owner.ts";

/** Beside the outbox and not in the cache: a draft is as dear as a message that waits. */
export const notesSchema = `
	CREATE TABLE notes (
		server TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL,
		text TEXT NOT NULL, at INTEGER NOT NULL,
		PRIMARY KEY (server, account, name)
	) STRICT`;

/** The notes of `owner` on disk, in the state file. What `write` took survives a power cut. */
export function fileNotes(database: DatabaseSync, owner: Owner, clock: Clock): Notes {
	const mine = { server: owner.server, account: owner.account };
	const sql = prepareStatements(database);
	return {
		read: (prefix) =>
			onDisk("The notes cannot be read from", () => {
				const rows = sql.read.all({ ...mine, prefix });
				return new Map(rows.map((row) => [String(row.name), String(row.text)]));
			}),
		write: (name, text) =>
			onDisk("The note cannot be written to", () => {
				const at = Math.trunc(clock.now());
				return sql.write.run({ ...mine, name, text, at }).changes === 1;
			}),
		forget: (name) =>
			onDisk("The note cannot be taken off", () => {
				sql.forget.run({ ...mine, name });
			}),
	};
}

function prepareStatements(database: DatabaseSync) {
	const mine = "server = $server AND account = $account";
	return {
		// Up to the last code point there is: a range of the primary key.
		read: database.prepare(
			`SELECT name, text FROM notes
			WHERE ${mine} AND name >= $prefix AND name < $prefix || char(0x10FFFF) ORDER BY at, name`,
		),
		// In one statement, so that two processes do not both take the last place.
		write: database.prepare(
			`INSERT INTO notes SELECT $server, $account, $name, $text, $at
			WHERE EXISTS (SELECT 1 FROM notes WHERE ${mine} AND name = $name)
			OR (SELECT count(*) FROM notes WHERE ${mine}) < ${noteLimits.notes}
			ON CONFLICT DO UPDATE SET text = $text, at = $at`,
		),
		forget: database.prepare(`DELETE FROM notes WHERE ${mine} AND name = $name`),
	};
}
