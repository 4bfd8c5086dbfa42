import { WireError } from "@partyline/shared/protocol/errors";
import { type AccountName, serverAuthor } from "@partyline/shared/protocol/ids";
import type { Invitation } from "@partyline/shared/protocol/shapes";
import { type Hub, orUnavailable } from "../hub.ts";
import { accountStanding } from "../permissions.ts";
import type { Invite } from "../ports.ts";
import type { Origin } from "./guessing.ts";
import { hasOwner } from "./owners.ts";

/** An invitation, with what is kept of its code. */
export type FoundInvite = Invite & { readonly hash: Uint8Array };

/** The invitation of a code. One that is used up, has run out, was revoked or never was one is refused alike. */
export async function findInvite(hub: Hub, code: string, origin: Origin): Promise<FoundInvite> {
	const succeed = hub.guessing.begin(origin);
	const hash = hub.codes.hashOf(code);
	const invite = await orUnavailable(hub.invites.byHash(hash));
	if (invite === undefined || !holds(hub, invite)) throw new WireError("invite_invalid");
	succeed();
	return { ...invite, hash };
}

/** What an invitation is good for. */
export async function tellInvitation(
	hub: Hub,
	{ code, origin, serverName }: { code: string; origin: Origin; serverName: string },
): Promise<Invitation> {
	const invite = await findInvite(hub, code, origin);
	const room = invite.room && (hub.rooms.get(invite.room) ?? hub.renamed.get(invite.room));
	const makesOwner = invite.account === undefined && !hasOwner(hub);
	return {
		server: serverName,
		role: invite.role,
		...(room && { room: room.name }),
		...(room?.state.title !== undefined && { title: room.state.title }),
		...(invite.account !== undefined && { account: invite.account }),
		...(makesOwner && { makesOwner }),
		expiresAt: invite.expiresAt,
	};
}

function mayInvite(hub: Hub, by: AccountName): boolean {
	return hub.people.get(by)?.state === "active" && accountStanding(hub, by) === "owner";
}

function holds(hub: Hub, { used, uses, expiresAt, revoked, by }: Invite): boolean {
	if (revoked || used >= uses || expiresAt <= hub.clock.now()) return false;
	// What somebody gave out ends when they may not give it any more.
	return by === serverAuthor || mayInvite(hub, by);
}
