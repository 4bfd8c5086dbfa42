import type { DatabaseSync } from "node:sqlite";
import { type ExportLine, exportFormat, roomState } from "../export-format.ts";
import { DataFolderError } from "./data-folder-error.ts";
import { peopleLines } from "./export-people.ts";
import { peopleSchema, readSchema, trimmedKeysSchema } from "./migrations.ts";
import {
	eventColumns,
	integer,
	placeColumns,
	type Row,
	text,
	toAccountName,
	toEvent,
	toMessageId,
	toPlace,
	toRoomKind,
	toRoomName,
	toRoomState,
	toSeq,
} from "./row.ts";

/** Everything in a database, in the transaction that is open, one line after another. Throws a `DataFolderError` at what cannot be read. */
export function* exportLines(database: DatabaseSync): Generator<ExportLine["line"]> {
	let lines = 0;
	try {
		for (const line of allLines(database)) {
			lines += 1;
			yield line;
		}
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
		throw new DataFolderError(
			`The database cannot be read to the end (${reason}); "partylined check" tells more.`,
			{ cause },
		);
	}
	// Without it nobody could tell an export that was cut.
	yield { end: { lines: lines + 1 } };
}

function* allLines(database: DatabaseSync): Generator<ExportLine["line"]> {
	const rows = (sql: string) => database.prepare(sql).iterate();
	const epoch = database.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.value;
	yield { partyline: "export", format: exportFormat, epoch: text(epoch) };
	yield* peopleLines(database);
	const schema = readSchema(database);
	const state = schema >= peopleSchema ? "state" : "'{}' AS state";
	for (const row of rows(`SELECT name, kind, topic, floor, ${state} FROM rooms ORDER BY name`))
		yield { room: toRoomLine(row) };
	for (const row of rows(selectMembers))
		yield { member: { room: toRoomName(row.name), account: toAccountName(row.account) } };
	if (schema >= trimmedKeysSchema)
		for (const row of rows(selectTrimmed))
			yield { trimmed: { ...toPlace(row), key: toMessageId(row.key) } };
	// In the order in which they were stored, over all rooms.
	for (const row of rows(selectEvents)) yield toEventLine(row);
	for (const row of rows(selectMarks))
		yield {
			read: {
				account: toAccountName(row.account),
				room: toRoomName(row.name),
				seq: toSeq(row.seq),
			},
		};
}

// Of a room with its whole log the log says who is a member.
const selectMembers = `
	SELECT name, account FROM members JOIN rooms ON rooms.id = members.room
	WHERE floor > 0 ORDER BY name, account`;
// There may be as many of them as of events: in this order none has to be kept for sorting.
const selectTrimmed = `
	SELECT ${placeColumns}, key FROM trimmed JOIN rooms ON rooms.id = trimmed.room
	ORDER BY key`;
const selectEvents = `
	SELECT ${eventColumns} FROM events JOIN rooms ON rooms.id = events.room ORDER BY events.id`;
const selectMarks = `
	SELECT account, name, seq FROM read_marks JOIN rooms ON rooms.id = read_marks.room
	ORDER BY account, name`;

function toRoomLine(row: Row) {
	const floor = integer(row.floor);
	const place = { room: toRoomName(row.name), kind: toRoomKind(row.kind) };
	// Of a room with its whole log the log says the rest.
	if (floor === 0) return place;
	// In the order of the schema, and not in that in which things happened.
	const state = roomState.parse(toRoomState(row.state));
	const told = Object.keys(state).length > 0 && { state };
	return { ...place, floor: toSeq(floor), topic: text(row.topic), ...told };
}

function toEventLine(row: Row) {
	const event = toEvent(row);
	return event.type === "message" ? { event } : { event, key: toMessageId(row.key) };
}
