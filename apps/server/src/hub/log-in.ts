import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { makeRoomForDevice } from "./accounts/devices.ts";
import type { Origin } from "./accounts/guessing.ts";
import { freeName, inNameTurn, requireFreeName, requireNewName } from "./accounts/names.ts";
import { type Hub, orUnavailable } from "./hub.ts";
import { joinedRooms, leaveConversations } from "./membership.ts";
import { payNewcomer } from "./order/meter.ts";
import { requireNotBanned } from "./order/server-bans.ts";
import { type Account, type DeviceLabel, JournalError, type Session } from "./ports.ts";
import { tellPresence } from "./presence.ts";
import { inConversationTurn } from "./rooms/conversation-turn.ts";

/** Someone let in: their account, the token that brings them back, and the rooms they are in. */
export type Admission = {
	readonly account: Account;
	readonly token?: string;
	readonly rooms: readonly JoinedRoom[];
	readonly ignored: readonly AccountName[];
};

/** Makes the session of somebody who was let in. */
export type OpenSession = (account: Account, device?: string) => Session;

/** Who comes, from where, with what. */
export type Arrival = {
	readonly origin: Origin;
	/** Whether guests may come in from there. */
	readonly admitsGuests: boolean;
	/** Of the device that gets a token; without it there is none. */
	readonly label?: DeviceLabel;
	readonly open: OpenSession;
};

/** Whose token it is, and of which device. */
type Owner = { readonly account: Account; readonly device?: string | undefined };

/**
 * Lets a guest in. A guest holds a name only while they are here: taking it anew ends the tokens
 * of whoever had it before, and gives nothing of what was theirs alone.
 */
export async function logInGuest(
	hub: Hub,
	name: AccountName,
	arrival: Arrival,
): Promise<Admission> {
	requireGuestsAdmitted(arrival);
	requireNewName(name);
	return await inNameTurn(hub, name, async () => {
		requireNotBanned(hub, { account: name, address: arrival.origin.address });
		const known = hub.people.called(name);
		if (known !== undefined && known.role !== "guest" && known.state !== "deleted")
			throw new WireError("password_required");
		requireFreeName(hub, name);
		payNewcomer(hub, arrival.origin);
		const account = (await freeName(hub, name)) ?? (await addGuest(hub, name));
		return await admitDevice(hub, account, arrival);
	});
}

/** Lets in whoever a token belongs to. */
export async function logInToken(hub: Hub, token: string, arrival: Arrival): Promise<Admission> {
	const owner = await tokenOwner(hub, token);
	return await inNameTurn(hub, owner.account.account, async () => {
		// While we waited, somebody may have taken the name anew.
		const { account: stored, device } = await tokenOwner(hub, token);
		if (stored.role === "guest") requireGuestsAdmitted(arrival);
		requireNotBanned(hub, { account: stored.account, address: arrival.origin.address });
		hub.people.add(stored);
		noteSeen(hub, stored.account, device);
		return await enter(hub, { account: stored, device }, arrival);
	});
}

/** Gives somebody a token for the device they come with, if it wants one, and lets them in. */
export async function admitDevice(
	hub: Hub,
	account: Account,
	arrival: Arrival,
): Promise<Admission> {
	if (arrival.label === undefined) return await enter(hub, { account }, arrival);
	await makeRoomForDevice(hub, account.account);
	const issued = await orUnavailable(hub.accounts.issueToken(account.account, arrival.label));
	const { token, device } = issued;
	return { ...(await enter(hub, { account, device }, arrival)), token };
}

// Not `token_invalid`, by which a client would forget the token: it holds where guests are let in.
function requireGuestsAdmitted({ admitsGuests }: Arrival): void {
	if (!admitsGuests) throw new WireError("guests_not_allowed");
}

async function tokenOwner(hub: Hub, token: string) {
	const owner = await orUnavailable(hub.accounts.byToken(token));
	if (owner === undefined || owner.account.state !== "active") throw new WireError("token_invalid");
	return owner;
}

/** Nobody waits for it: a disk that refuses keeps nobody from coming back. */
function noteSeen(hub: Hub, account: AccountName, device: string): void {
	hub.accounts.seen(account, device, hub.clock.now()).catch((error: unknown) => {
		if (!(error instanceof JournalError)) throw error;
	});
}

async function addGuest(hub: Hub, name: AccountName): Promise<Account> {
	const createdAt = hub.clock.now();
	const guest = { account: name, name, role: "guest", state: "active", createdAt } as const;
	const account = await orUnavailable(hub.accounts.add(guest));
	hub.people.add(account);
	return account;
}

async function enter(hub: Hub, owner: Owner, arrival: Arrival): Promise<Admission> {
	const { account, role } = owner.account;
	if (role !== "guest" || arrival.origin.isLocal) return await begin(hub, owner, arrival);
	// Nobody knows who a guest from elsewhere is: what they are told in confidence here ends when they come from there.
	return await inConversationTurn(hub, [account], async () => {
		await leaveConversations(hub, account);
		return await begin(hub, owner, arrival);
	});
}

/** Begins their session. */
async function begin(
	hub: Hub,
	{ account: { account: name }, device }: Owner,
	{ origin, open }: Arrival,
): Promise<Admission> {
	// Before anybody is in: a login that is refused must not leave them logged in.
	const marks = await orUnavailable(hub.journal.readMarks(name));
	const ignored = await orUnavailable(hub.accounts.ignored(name));
	const account = hub.people.get(name);
	if (account === undefined) throw new Error(`nobody knows ${name}`);
	// A ban ends only the sessions that there are.
	requireNotBanned(hub, { account: name, address: origin.address });
	if (hub.people.enter(open(account, device))) tellPresence(hub, name);
	return { account, rooms: joinedRooms(hub, name, marks), ignored };
}
