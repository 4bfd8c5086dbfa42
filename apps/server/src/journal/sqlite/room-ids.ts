import type { DatabaseSync } from "node:sqlite";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { integer } from "./row.ts";

/** The ids of the rooms by every name under which they were asked for: a name, once a room's, is never another's. */
export class RoomIds {
	readonly #byName;
	readonly #byOldName;
	readonly #known = new Map<RoomName, number>();

	constructor(database: DatabaseSync) {
		this.#byName = database.prepare("SELECT id FROM rooms WHERE name = ?");
		this.#byOldName = database.prepare(
			`SELECT rooms.id FROM rooms, json_each(rooms.state, '$.formerly') AS old WHERE old.value = ?`,
		);
	}

	/** The id of the room of a name, or of one that was renamed, be it only a moment ago; null where there is none. */
	of(name: RoomName): number | null {
		const known = this.#known.get(name);
		if (known !== undefined) return known;
		const row = this.#byName.get(name) ?? this.#byOldName.get(name);
		if (row === undefined) return null;
		const id = integer(row.id);
		this.#known.set(name, id);
		return id;
	}
}
