import type { DatabaseSync } from "node:sqlite";
import { integer } from "../row.ts";
import { isToldAsNow, roomTerm } from "../search-index.ts";
import { checkWords } from "./check-words.ts";
import type { Troubles } from "./troubles.ts";

/**
 * Looks whether the index has the messages of every room as far as it goes, and no other, and their words. Whether it is
 * whole in itself is a part of SQLite's own check.
 */
export function checkSearch(database: DatabaseSync, troubles: Troubles): void {
	const mark = readMark(database);
	if (mark === undefined) {
		troubles.add("It does not say how far the index of words goes.");
		return;
	}
	const isComplete = checkMessages(database, mark, troubles);
	// Where whole messages are missing so are their words, which says nothing more.
	if (isComplete && isToldAsNow(database)) checkWords(database, mark, troubles);
}

/** Whether the index has the messages of every room up to an event, and no other. */
function checkMessages(database: DatabaseSync, mark: number, troubles: Troubles): boolean {
	const statements = prepareStatements(database);
	let isComplete = true;
	for (const { id, name } of database.prepare("SELECT id, name FROM rooms").iterate()) {
		const room = integer(id);
		const term = `"${roomTerm(room)}"`;
		const missing = integer(statements.missing.get(room, mark, term)?.count);
		if (missing > 0) troubles.add(`Messages of ${name} that a search does not find: ${missing}.`);
		const wrong = integer(statements.wrong.get(room, mark, term)?.count);
		if (wrong > 0) troubles.add(`The index of words has what is no message of ${name}: ${wrong}.`);
		isComplete &&= missing === 0 && wrong === 0;
	}
	return isComplete;
}

/** The id of the last event that is in the index. */
function readMark(database: DatabaseSync): number | undefined {
	const value = database.prepare("SELECT value FROM meta WHERE name = 'indexed'").get()?.value;
	const last = database.prepare("SELECT coalesce(max(id), 0) AS id FROM events").get()?.id;
	if (typeof value !== "string" || !/^\d{1,15}$/.test(value)) return undefined;
	return Number(value) <= integer(last) ? Number(value) : undefined;
}

function prepareStatements(database: DatabaseSync) {
	// What is no JSON was told where its event was read.
	const messages = `SELECT id FROM events WHERE room = ?1 AND id <= ?2 AND type = 'message'
		AND json_valid(rest) AND rest ->> '$.redacted' IS NULL`;
	const indexed = "SELECT rowid FROM search WHERE search MATCH ?3";
	return {
		missing: database.prepare(
			`SELECT count(*) AS count FROM (${messages}) WHERE id NOT IN (${indexed})`,
		),
		wrong: database.prepare(
			`SELECT count(*) AS count FROM search WHERE search MATCH ?3 AND rowid NOT IN (${messages})`,
		),
	};
}
