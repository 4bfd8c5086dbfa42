import { WireError } from "@partyline/shared/protocol/errors";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { draft, type Hub, stamp } from "../hub.ts";
import type { Session } from "../ports.ts";
import { storeAct } from "./acts.ts";
import { aimAt } from "./aim.ts";
import { toReason } from "./words.ts";

/** Takes somebody out of a room; they may come back by the way they came. */
export async function kick(
	hub: Hub,
	session: Session,
	wanted: Params<"kick">,
): Promise<Result<"kick">> {
	return await aimAt({ hub, session, deed: "kick" }, wanted, async ({ room, who }) => {
		if (!room.members.has(who))
			throw new WireError("no_such_account", { message: `${who} is not in ${room.title}.` });
		const from = stamp(hub, room.name, session.account);
		const reason = toReason(wanted.reason);
		const event = draft(hub, { ...from, type: "kick", who, ...(reason && { reason }) });
		const act = { by: session.account, what: "kick", who, room: room.name, reason } as const;
		const [receipt] = await storeAct(hub, [event], act);
		return { seq: receipt?.event.seq ?? room.head, at: from.at };
	});
}
