import { limits } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { type Hub, orUnavailable } from "../hub.ts";
import { may, maySee, memberRoom, requireMay } from "../permissions.ts";
import type { Session, StoredAct } from "../ports.ts";
import { toldAct } from "./acts.ts";

/** A page of the journal of admin acts, the newest first: of a room, or all that one may know of. */
export async function audit(
	hub: Hub,
	session: Session,
	{ room: name, before, limit = limits.pageActs }: Params<"audit">,
): Promise<Result<"audit">> {
	const room = name && memberRoom(hub, name, session.account);
	if (room === undefined) requireMay({ hub, session }, "audit");
	else requireMay({ hub, session, room }, "room-audit");
	const found: StoredAct[] = [];
	let next = before;
	// Of what one may not know of there may be any number in between.
	for (;;) {
		const wanted = { room: room?.name, before: next, limit: limits.pageActs };
		const page = await orUnavailable(hub.acts.page(wanted));
		found.push(...page.filter((act) => mayKnow(hub, session, act)));
		if (found.length > limit || page.length < limits.pageActs) break;
		next = page.at(-1)?.act;
		await new Promise<void>((resolve) => hub.clock.soon(resolve));
	}
	const acts = found.slice(0, limit).map((act) => toldAct(hub, act));
	return { acts, more: found.length > limit };
}

/** Whether somebody may know of an act: what was done in a room of others is theirs. */
export function mayKnow(hub: Hub, session: Session, act: StoredAct): boolean {
	if (act.room === undefined) return may({ hub, session }, "audit");
	const room = hub.rooms.get(act.room) ?? hub.renamed.get(act.room);
	if (room === undefined || !maySee(room, session.account)) return false;
	if (may({ hub, session }, "audit")) return true;
	return room.members.has(session.account) && may({ hub, session, room }, "room-audit");
}
