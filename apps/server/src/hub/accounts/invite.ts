import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import type { Role } from "@partyline/shared/protocol/shapes";
import { type Hub, orUnavailable } from "../hub.ts";
import { recordAct } from "../order/acts.ts";
import { countText, momentText, toReason } from "../order/words.ts";
import { visibleRoom } from "../permissions.ts";
import type { Invite } from "../ports.ts";
import { type Deed, onAccount, requireOwner } from "./owners.ts";

/** An invitation that was made, with its code, which is told once and kept nowhere. */
export type MadeInvite = { readonly code: string; readonly invite: Invite };

/** What an invitation is to be good for. */
export type WantedInvite = {
	readonly by: AccountName;
	readonly uses: number;
	readonly expiresInMs: number;
	readonly role: Exclude<Role, "guest">;
	/** A room that whoever follows it is brought into. */
	readonly room?: RoomName | undefined;
	readonly reason?: string | undefined;
};

/** Makes an invitation, by which so many people may make an account. */
export async function createInvite(hub: Hub, wanted: WantedInvite): Promise<MadeInvite> {
	const { by, uses, expiresInMs, role, reason } = wanted;
	requireOwner(hub, by, "invite people to the server");
	const room = wanted.room === undefined ? undefined : roomFor(hub, wanted.room, by);
	const made = await make(hub, { by, uses, expiresInMs, role, room });
	await recordAct(hub, {
		...{ by, what: "create-invite", room, reason: toReason(reason) },
		detail: `as ${role}, ${countText(uses, "use")}, until ${momentText(made.invite.expiresAt)}`,
		undo: { invite: made.invite.id },
	});
	return made;
}

/** Makes a one-time link by which whoever has it sets another password of an account. */
export async function resetPassword(
	hub: Hub,
	{ by, account: name, reason, expiresInMs }: Deed & { readonly expiresInMs: number },
): Promise<MadeInvite> {
	requireOwner(hub, by, "reset a password");
	return await onAccount(hub, name, async ({ account, state }) => {
		if (state !== "active")
			throw new WireError("not_allowed", {
				message: `The account ${account} is disabled; enable it first.`,
			});
		const made = await make(hub, { by, uses: 1, expiresInMs, role: "member", account });
		await recordAct(hub, {
			...{ by, what: "reset-password", who: account, reason: toReason(reason) },
			detail: `by a link until ${momentText(made.invite.expiresAt)}`,
		});
		return made;
	});
}

/** Makes an invitation void. */
export async function revokeInvite(
	hub: Hub,
	{ by, invite, reason }: { by: AccountName; invite: number; reason?: string | undefined },
): Promise<void> {
	requireOwner(hub, by, "revoke an invitation");
	if (!(await orUnavailable(hub.invites.revoke(invite))))
		throw new WireError("invite_invalid", {
			message: `There is no invitation ${invite}, or it was revoked already.`,
		});
	await recordAct(hub, {
		...{ by, what: "revoke-invite", detail: `invitation ${invite}`, reason: toReason(reason) },
	});
}

/** All invitations there ever were, the oldest first. */
export async function listInvites(hub: Hub): Promise<readonly Invite[]> {
	return await orUnavailable(hub.invites.all());
}

type Terms = Omit<WantedInvite, "reason"> & { readonly account?: AccountName };

async function make(hub: Hub, terms: Terms): Promise<MadeInvite> {
	const { by, uses, expiresInMs, role, room, account } = terms;
	const code = hub.codes.make();
	const createdAt = hub.clock.now();
	const invite = {
		...{ uses, expiresAt: createdAt + expiresInMs, role, createdAt, by },
		...(room !== undefined && { room }),
		...(account !== undefined && { account }),
	};
	return { code, invite: await orUnavailable(hub.invites.create(invite, hub.codes.hashOf(code))) };
}

function roomFor(hub: Hub, name: RoomName, by: AccountName): RoomName {
	const room = visibleRoom(hub, name, by);
	if (room.kind === "direct")
		throw new WireError("not_allowed", { message: "Nobody is invited to a direct conversation." });
	return room.name;
}
