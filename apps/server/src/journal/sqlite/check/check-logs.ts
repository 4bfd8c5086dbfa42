import type { DatabaseSync } from "node:sqlite";
import { type RoomEvent, roomEvent } from "@partyline/shared/protocol/events";
import { problemOf } from "@partyline/shared/protocol/problem";
import { peopleSchema, readSchema } from "../migrations.ts";
import { eventColumns, integer, type Row, text, toEvent, toRoomState } from "../row.ts";
import { checkNames } from "./check-names.ts";
import { checkRedactions } from "./check-redactions.ts";
import { Replay } from "./replay.ts";
import type { Troubles } from "./troubles.ts";

/** Reads every room's log from its first event, and compares with it what is derived from it. */
export function checkLogs(
	database: DatabaseSync,
	troubles: Troubles,
): { rooms: number; events: number; trimmedRooms: number } {
	const replays = openReplays(database, troubles);
	let events = 0;
	// One list a room after the other, of which no more than an event is in memory at a time.
	for (const row of database.prepare(selectEvents).iterate()) {
		events += 1;
		// A row of no room is told with the foreign keys.
		const replay = replays.get(integer(row.roomId));
		replay?.take(integer(row.seq), () => readEvent(row));
	}
	const trimmedRooms = [...replays.values()].filter((replay) => replay.isTrimmed).length;
	for (const replay of replays.values()) replay.end();
	if (readSchema(database) >= peopleSchema) {
		checkNames(database, troubles);
		checkRedactions(database, troubles);
	}
	checkReadMarks(database, replays, troubles);
	return { rooms: replays.size, events, trimmedRooms };
}

const selectEvents = `
	SELECT events.room AS roomId, ${eventColumns}
	FROM events LEFT JOIN rooms ON rooms.id = events.room ORDER BY events.room, seq`;

function openReplays(database: DatabaseSync, troubles: Troubles): Map<number, Replay> {
	const members = new Map<number, Set<string>>();
	for (const row of database.prepare("SELECT room, account FROM members").iterate()) {
		const room = integer(row.room);
		members.set(room, (members.get(room) ?? new Set()).add(text(row.account)));
	}
	const rooms = database.prepare("SELECT * FROM rooms ORDER BY id").all();
	return new Map(
		rooms.map((row) => {
			const stored = {
				name: text(row.name),
				kind: text(row.kind),
				topic: text(row.topic),
				// Before schema 3 nothing followed from a log but members and topic.
				state: toRoomState(row.state ?? "{}"),
				floor: integer(row.floor),
				members: members.get(integer(row.id)) ?? new Set<string>(),
			};
			return [integer(row.id), new Replay(stored, troubles)];
		}),
	);
}

/** The event of a row, or what is wrong with it. */
function readEvent(row: Row): RoomEvent | string {
	try {
		const parsed = roomEvent.safeParse(toEvent(row));
		return parsed.success ? parsed.data : problemOf(parsed.error);
	} catch (error) {
		return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
	}
}

function checkReadMarks(
	database: DatabaseSync,
	replays: ReadonlyMap<number, Replay>,
	troubles: Troubles,
): void {
	for (const row of database.prepare("SELECT account, room, seq FROM read_marks").iterate()) {
		const replay = replays.get(integer(row.room));
		if (replay === undefined) continue;
		const seq = integer(row.seq);
		if (seq > replay.head || seq < 0)
			troubles.add(
				`${row.account} has read ${replay.name} up to ${seq}, but its last event is ${replay.head}.`,
			);
	}
}
