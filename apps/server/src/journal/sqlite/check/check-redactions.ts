import type { DatabaseSync } from "node:sqlite";
import { integer, text } from "../row.ts";
import type { Troubles } from "./troubles.ts";

/** Looks whether the texts of all messages that were taken back are gone. */
export function checkRedactions(database: DatabaseSync, troubles: Troubles): void {
	const stillThere = database.prepare(
		`SELECT seq FROM events
		WHERE room = ?1 AND type = 'message' AND seq < ?2 AND rest NOT LIKE '%"redacted":true%'
		AND seq IN (SELECT value FROM json_each(?3, '$.seqs'))`,
	);
	// What is no JSON was told where its event was read.
	const redactions = database.prepare(
		`SELECT events.room AS room, name, seq, rest FROM events JOIN rooms ON rooms.id = events.room
		WHERE type = 'redact' AND json_valid(rest)`,
	);
	for (const row of redactions.iterate()) {
		const of = [integer(row.room), integer(row.seq), text(row.rest)];
		for (const { seq } of stillThere.iterate(...of))
			troubles.add(`Event ${seq} of ${row.name} was taken back, and its text is still there.`);
	}
}
