import { type AccountName, serverAuthor } from "@partyline/shared/protocol/ids";
import { sentenceOf } from "@partyline/shared/protocol/room-state";
import { append, draft, type Hub, inTurn, stamp } from "../hub.ts";
import { membershipKey } from "../membership.ts";
import type { Invite } from "../ports.ts";
import type { Room } from "../room.ts";

/**
 * Brings somebody into the room that their invitation leads to. Where whoever made the invitation could not bring
 * them in any more, they come in without it.
 */
export async function bringIn(hub: Hub, who: AccountName, invite: Invite): Promise<void> {
	const name = invite.room;
	const room = name && (hub.rooms.get(name) ?? hub.renamed.get(name));
	if (room === undefined) return;
	await inTurn(hub, membershipKey(room, who), async () => {
		if (room.members.has(who) || !mayBring(room, invite.by)) return;
		if (sentenceOf(room.state.bans, who, hub.clock.now()) !== undefined) return;
		const event =
			room.kind === "public"
				? draft(hub, { ...stamp(hub, room.name, who), type: "join" })
				: draft(hub, { ...stamp(hub, room.name, invite.by), type: "invite", who });
		await append(hub, [event]);
	});
}

function mayBring(room: Room, by: AccountName): boolean {
	if (room.state.archived || room.kind === "direct") return false;
	return room.kind === "public" || room.members.has(by) || by === serverAuthor;
}
