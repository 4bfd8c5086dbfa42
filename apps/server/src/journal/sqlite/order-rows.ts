import { actName, role, type ServerBan } from "@partyline/shared/protocol/shapes";
import type { Invite, StoredAct } from "../../hub/ports.ts";
import { integer, type Row, text, toAccountName, toRoomName } from "./row.ts";

/** The invitation a row holds. */
export function toInvite(row: Row): Invite {
	return {
		id: integer(row.id),
		uses: integer(row.uses),
		used: integer(row.used),
		expiresAt: integer(row.expires_at),
		role: role.exclude(["guest"]).parse(row.role),
		...(row.room !== null && { room: toRoomName(row.room) }),
		...(row.account !== null && { account: toAccountName(row.account) }),
		createdAt: integer(row.created_at),
		by: toAccountName(row.by),
		revoked: row.revoked !== 0,
	};
}

/** The ban a row holds. */
export function toServerBan(row: Row): ServerBan {
	return {
		ban: integer(row.id),
		...(row.account !== null && { account: toAccountName(row.account) }),
		...(row.network !== null && { network: text(row.network) }),
		...(row.until !== null && { until: integer(row.until) }),
		...(row.reason !== null && { reason: text(row.reason) }),
		by: toAccountName(row.by),
		at: integer(row.at),
	};
}

/** The act a row holds. */
export function toAct(row: Row): StoredAct {
	return {
		act: integer(row.act),
		at: integer(row.at),
		by: toAccountName(row.by),
		what: actName.parse(row.what),
		...(row.who !== null && { who: toAccountName(row.who) }),
		...(row.room !== null && { room: toRoomName(row.room) }),
		...(row.reason !== null && { reason: text(row.reason) }),
		...(row.detail !== null && { detail: text(row.detail) }),
		...(row.undo !== null && { undo: text(row.undo) }),
		...(row.undone_by !== null && { undoneBy: integer(row.undone_by) }),
		...(row.undoes !== null && { undoes: integer(row.undoes) }),
	};
}
