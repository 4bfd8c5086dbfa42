import { WireError } from "@partyline/shared/protocol/errors";
import type { RoomRole } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import { draft, type Hub, inTurn, stamp } from "../hub.ts";
import { accountOf, membershipKey } from "../membership.ts";
import { storeAct } from "../order/acts.ts";
import { isGuest, memberRoom, requireAbove, requireMay } from "../permissions.ts";
import type { Session } from "../ports.ts";

/** Makes somebody a moderator of a room, or a member of it again; oneself may step back. */
export async function setRoomRole(
	hub: Hub,
	session: Session,
	wanted: { readonly room: RoomName; readonly account: AccountName; readonly role: RoomRole },
): Promise<void> {
	const room = memberRoom(hub, wanted.room, session.account);
	const asking = { hub, session, room };
	if (room.kind === "direct")
		throw new WireError("not_allowed", { message: "A direct conversation has no moderators." });
	requireMay(asking, "moderators");
	const { role } = wanted;
	const who = accountOf(hub, wanted.account);
	await inTurn(hub, membershipKey(room, who), async () => {
		requireMay(asking, "moderators");
		const stepsBack = who === session.account && role === "member";
		if (!stepsBack) requireAbove(asking, who);
		if (role === "moderator" && isGuest(hub, who))
			throw new WireError("not_allowed", {
				message: `${who} is a guest: it takes an account to be a moderator.`,
			});
		if (!room.members.has(who))
			throw new WireError("no_such_account", { message: `${who} is not in ${room.title}.` });
		const was = room.state.moderators?.includes(who) ? "moderator" : "member";
		if (was === role) return;
		const from = stamp(hub, room.name, session.account);
		await storeAct(hub, [draft(hub, { ...from, type: "role", who, role })], {
			by: session.account,
			what: "role",
			who,
			room: room.name,
			detail: role,
			undo: { role: was },
		});
	});
}
