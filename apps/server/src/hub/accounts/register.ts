import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { type Hub, orUnavailable } from "../hub.ts";
import { type Admission, type Arrival, admitDevice } from "../log-in.ts";
import { payNewcomer } from "../order/meter.ts";
import { requireNotBanned } from "../order/server-bans.ts";
import type { Account } from "../ports.ts";
import { bringIn } from "./bring-in.ts";
import { type FoundInvite, findInvite } from "./invitations.ts";
import { freeName, inNameTurn, requireFreeName, requireNewName } from "./names.ts";
import { requireNewPassword } from "./new-password.ts";
import { hasOwner } from "./owners.ts";
import { followReset } from "./reset.ts";

/** The account that somebody wants. */
export type Wanted = {
	readonly account: AccountName;
	readonly password: string;
	/** The code of an invitation. */
	readonly invite?: string | undefined;
	/** Whether they may make one without an invitation. */
	readonly isOpen: boolean;
};

/** Makes an account, or with a link for that sets another password of one, and lets its owner in. */
export async function register(hub: Hub, wanted: Wanted, arrival: Arrival): Promise<Newcomer> {
	const { account: name, password, invite: code } = wanted;
	const { origin } = arrival;
	requireNotBanned(hub, { address: origin.address });
	if (code === undefined && !wanted.isOpen) throw new WireError("invite_required");
	const invite = code === undefined ? undefined : await findInvite(hub, code, origin);
	requireNewPassword(password, name);
	if (invite?.account !== undefined) {
		const { account, hash } = invite;
		return await followReset(hub, { account, hash, wanted }, arrival);
	}
	requireNewName(name);
	// Asked again when it is their turn; a name that is taken need not cost a hash.
	requireFreeName(hub, name);
	if (invite === undefined) payNewcomer(hub, origin);
	const hash = await hub.passwords.hash(password, origin);
	return await inNameTurn(hub, name, async () => {
		requireNotBanned(hub, { account: name, address: origin.address });
		await freeName(hub, name);
		const hadOwner = hasOwner(hub);
		const account = await store(hub, { name, hash, invite });
		hub.people.put(account);
		if (invite !== undefined) await bringIn(hub, account.account, invite);
		const admission: Admission = await admitDevice(hub, account, arrival);
		const becameOwner = account.role === "owner" && !hadOwner;
		return { ...admission, ...(becameOwner && { becameOwner }) };
	});
}

/** Somebody who is in with an account that is new. */
export type Newcomer = Admission & { readonly becameOwner?: true };

async function store(
	hub: Hub,
	{ name, hash, invite }: { name: AccountName; hash: string; invite: FoundInvite | undefined },
): Promise<Account> {
	const stored = await orUnavailable(
		hub.accounts.register({
			account: name,
			role: invite?.role ?? "member",
			password: hash,
			at: hub.clock.now(),
			...(invite && { invite: invite.hash }),
		}),
	);
	if (stored === "invite_invalid" || stored === "name_taken") throw new WireError(stored);
	return stored;
}
