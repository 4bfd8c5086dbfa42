import type { DatabaseSync } from "node:sqlite";
import { text, toRoomState } from "../row.ts";
import type { Troubles } from "./troubles.ts";

/** Looks whether every name finds one room: the one that has it, or the one that had it before. */
export function checkNames(database: DatabaseSync, troubles: Troubles): void {
	const rooms = database.prepare("SELECT name, state FROM rooms ORDER BY id").all();
	const found = new Map(rooms.map((row) => [text(row.name), text(row.name)]));
	for (const row of rooms) {
		const name = text(row.name);
		for (const old of toRoomState(row.state).formerly ?? []) {
			const other = found.get(old);
			if (other !== undefined && other !== name)
				troubles.add(`The name ${old} finds two rooms, ${other} and ${name}.`);
			found.set(old, name);
		}
	}
}
