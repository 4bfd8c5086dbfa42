import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { nameKey } from "@partyline/shared/text/names";
import { type Hub, inTurn, orUnavailable } from "./hub.ts";
import { joinedRooms, leaveConversations } from "./membership.ts";
import type { Account, DeviceLabel, Session } from "./ports.ts";
import { tellPresence } from "./presence.ts";
import { nameTurn, releaseName } from "./rename.ts";

/** Someone let in: their account, the token that brings them back, and the rooms they are in. */
export type Admission = {
	readonly account: Account;
	readonly token?: string;
	readonly rooms: readonly JoinedRoom[];
};

/** Makes the session of somebody who was let in. */
export type OpenSession = (account: Account, device: string) => Session;

/** Whose token it is, and of which device. */
type Owner = { readonly account: Account; readonly device: string };

/**
 * Lets a guest in. A guest holds a name only while they are here: taking it anew ends the tokens
 * of whoever had it before, and gives nothing of what was theirs alone.
 */
export async function logInGuest(
	hub: Hub,
	{ name, label }: { readonly name: AccountName; readonly label: DeviceLabel },
	open: OpenSession,
): Promise<Admission> {
	const refusal = new WireError("name_taken", {
		message: `Somebody called ${name} is here already; choose another name.`,
	});
	return await inTurn(hub, nameTurn(name), async () => {
		await releaseName(hub, name);
		const holder = hub.people.holderOf(name);
		if (holder !== undefined && !isFree(hub, holder, name)) throw refusal;
		const account = await (holder === undefined ? addGuest(hub, name) : takeOver(hub, holder));
		const { token, device } = await orUnavailable(hub.accounts.issueToken(account.account, label));
		return { account, token, rooms: await enter(hub, { account, device }, open) };
	});
}

/** Lets in whoever a token belongs to. */
export async function logInToken(hub: Hub, token: string, open: OpenSession): Promise<Admission> {
	const owner = await tokenOwner(hub, token);
	return await inTurn(hub, nameTurn(owner.account.account), async () => {
		// While we waited, somebody may have taken the name anew.
		const { account: stored, device } = await tokenOwner(hub, token);
		const account = hub.people.get(stored.account) ?? stored;
		hub.people.add(account);
		return { account, rooms: await enter(hub, { account, device }, open) };
	});
}

async function tokenOwner(hub: Hub, token: string): Promise<Owner> {
	const owner = await orUnavailable(hub.accounts.byToken(token));
	if (owner === undefined) throw new WireError("token_invalid");
	return owner;
}

/** Ends a session: it hears nothing more, and when it was the last one the rooms are told who left. */
export function logOut(hub: Hub, session: Session): void {
	for (const room of hub.rooms.values()) room.forget(session);
	if (hub.people.exit(session)) tellPresence(hub, session.account);
}

async function addGuest(hub: Hub, name: AccountName): Promise<Account> {
	const guest = { account: name, name, role: "guest", state: "active" } as const;
	const account = await orUnavailable(hub.accounts.add(guest));
	hub.people.add(account);
	return account;
}

/** Makes the account of a guest who is gone that of somebody new. */
async function takeOver(hub: Hub, holder: Account): Promise<Account> {
	const { account, name } = holder;
	await orUnavailable(hub.accounts.revokeTokens(account));
	await leaveConversations(hub, account);
	if (name !== account) await orUnavailable(hub.accounts.rename(account, account));
	hub.people.rename(account, account);
	return { ...holder, name: account };
}

/** A guest name is free when its guest is gone; a display name of another account never is. */
function isFree(hub: Hub, holder: Account, name: AccountName): boolean {
	return (
		holder.role === "guest" &&
		nameKey(holder.account) === nameKey(name) &&
		hub.people.stateOf(holder.account) === "offline"
	);
}

async function enter(
	hub: Hub,
	{ account, device }: Owner,
	open: OpenSession,
): Promise<JoinedRoom[]> {
	// Before anybody is in: a login that is refused must not leave them logged in.
	const marks = await orUnavailable(hub.journal.readMarks(account.account));
	if (hub.people.enter(open(account, device))) tellPresence(hub, account.account);
	return joinedRooms(hub, account.account, marks);
}
