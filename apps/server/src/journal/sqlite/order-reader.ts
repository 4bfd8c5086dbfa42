import type { DatabaseSync } from "node:sqlite";
import type { RoomName } from "@partyline/shared/protocol/ids";
import type { ServerBan } from "@partyline/shared/protocol/shapes";
import type { Invite, StoredAct } from "../../hub/ports.ts";
import { toAct, toInvite, toServerBan } from "./order-rows.ts";

/** Reads invitations, bans and the journal of admin acts. */
export class OrderReader {
	readonly #statements: ReturnType<typeof prepareStatements>;

	constructor(database: DatabaseSync) {
		this.#statements = prepareStatements(database);
	}

	invites(): Invite[] {
		return this.#statements.invites.all().map(toInvite);
	}

	inviteByHash(hash: Uint8Array): Invite | undefined {
		const row = this.#statements.inviteByHash.get(hash);
		return row && toInvite(row);
	}

	bans(): ServerBan[] {
		return this.#statements.bans.all().map(toServerBan);
	}

	act(act: number): StoredAct | undefined {
		const row = this.#statements.act.get(act);
		return row && toAct(row);
	}

	acts(wanted: {
		readonly room?: RoomName | undefined;
		readonly before?: number | undefined;
		readonly limit: number;
	}): StoredAct[] {
		const { room = null, before = Number.MAX_SAFE_INTEGER, limit } = wanted;
		return this.#statements.acts.all(before, room, limit).map(toAct);
	}
}

function prepareStatements(database: DatabaseSync) {
	return {
		invites: database.prepare("SELECT * FROM invites ORDER BY id"),
		inviteByHash: database.prepare("SELECT * FROM invites WHERE hash = ?"),
		bans: database.prepare("SELECT * FROM bans ORDER BY id"),
		act: database.prepare("SELECT * FROM acts WHERE act = ?"),
		// An act is kept under the name that its room had then.
		acts: database.prepare(
			`SELECT * FROM acts WHERE act < ?1 AND (?2 IS NULL OR room = ?2 OR room IN (
				SELECT value FROM rooms, json_each(rooms.state, '$.formerly') WHERE rooms.name = ?2))
			ORDER BY act DESC LIMIT ?3`,
		),
	};
}
