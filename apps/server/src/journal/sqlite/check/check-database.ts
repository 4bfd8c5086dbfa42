import type { DatabaseSync } from "node:sqlite";
import { readSchema, searchSchema, trimmedKeysSchema } from "../migrations.ts";
import { integer, type Row } from "../row.ts";
import { checkLogs } from "./check-logs.ts";
import { checkPeople } from "./check-people.ts";
import { checkSearch } from "./check-search.ts";
import { Troubles } from "./troubles.ts";

/** What a database holds, and what is wrong with it: one sentence a trouble. */
export type Findings = {
	readonly rooms: number;
	readonly events: number;
	readonly accounts: number;
	readonly schema: number;
	/** Rooms whose beginning was trimmed: of their members and topic only what came later can be checked. */
	readonly trimmedRooms: number;
	readonly troubles: readonly string[];
};

const nothing = { rooms: 0, events: 0, accounts: 0, trimmedRooms: 0 };

/** Compares everything in a database with what must hold, in the transaction that is open. Changes nothing. */
export function checkDatabase(database: DatabaseSync): Findings {
	const schema = readSchema(database);
	const troubles = new Troubles();
	if (schema === 0) troubles.add("It is empty: no daemon has ever started with it.");
	const counts = schema === 0 ? nothing : checkAll(database, schema, troubles);
	return { ...counts, schema, troubles: troubles.list() };
}

function checkAll(database: DatabaseSync, schema: number, troubles: Troubles): typeof nothing {
	try {
		checkFile(database, troubles);
		const counts = checkLogs(database, troubles);
		const accounts = checkPeople(database, troubles);
		if (schema >= trimmedKeysSchema) checkTrimmed(database, troubles);
		if (schema >= searchSchema) checkSearch(database, troubles);
		return { ...counts, accounts };
	} catch (error) {
		// What a damaged file holds may be anything: that it cannot be read is one trouble more.
		const reason = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
		troubles.add(`It cannot be read to the end: ${reason}.`);
		return nothing;
	}
}

/** What SQLite itself knows of the file: its pages, its indexes, its foreign keys. */
function checkFile(database: DatabaseSync, troubles: Troubles): void {
	for (const { integrity_check: found } of database.prepare("PRAGMA integrity_check").iterate())
		if (found !== "ok") troubles.add(`The file is damaged: ${found}.`);
	for (const row of database.prepare("PRAGMA foreign_key_check").iterate())
		troubles.add(
			`A row of the table ${row.table} names something in ${row.parent} that is not there.`,
		);
	const epoch = database.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.value;
	if (typeof epoch !== "string" || !/^[0-9a-f]{32}$/.test(epoch))
		troubles.add("It has no epoch, the name of its history.");
}

/** The keys of events that were trimmed away. */
function checkTrimmed(database: DatabaseSync, troubles: Troubles): void {
	const count = (sql: string): number => {
		const row: Row = database.prepare(`SELECT count(*) AS count FROM trimmed ${sql}`).get() ?? {};
		return integer(row.count);
	};
	const late = count("JOIN rooms ON rooms.id = trimmed.room WHERE seq > floor OR seq < 1");
	if (late > 0) troubles.add(`Events that were never trimmed are noted as trimmed: ${late}.`);
	const twice = count("JOIN events ON events.key = trimmed.key");
	if (twice > 0) troubles.add(`Events that are there are noted as trimmed: ${twice}.`);
}
