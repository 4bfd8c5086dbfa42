import { protocolVersion } from "@partyline/shared/protocol/limits";
import type { HelloResult, JoinedRoom, LoginResult } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import type { Clock } from "./clock.ts";
import type { Credentials } from "./credentials.ts";
import { ConnectionError, RequestError } from "./errors.ts";
import { readPages } from "./pages.ts";
import { sleep } from "./patience.ts";
import { type Signer, signIn, signInFirst } from "./sign-in.ts";
import { PlainRefusedError } from "./trust/trust-errors.ts";

/** Rooms that we can be in; a person is in a few dozen. */
export const maxOwnRooms = 10_000;

/** Between the looks for a token that another process is about to keep; a disk may be slow. */
const tokenWaitsMs = [0, 50, 200, 750];

/** Who logs in, and where the token is kept that brings them back. */
export type Who = Signer & {
	readonly credentials: Credentials;
	readonly clock: Clock;
	/** The ways in that `hello` told of. */
	readonly auth: readonly string[];
	/** The server, as people know it. */
	readonly server: string;
	/** Whether nobody on the way can read what is said. */
	readonly isEncrypted: boolean;
	/** The token of the account turned out to be void, and there is no other. */
	onSignedOut(): void;
};

/** The answer to a login, and by what we came in; `token` is the one that brings us back, if any does. */
export type Login = LoginResult & {
	readonly way: "token" | "password" | "register" | "guest";
};

/** Says hello; `client` names this program. */
export function greet(call: Call, client: string): Promise<HelloResult> {
	return call("hello", { protocol: protocolVersion, client });
}

/** Logs in by the token kept from last time, by a password, or as a guest; keeps the token we are given. */
export async function logIn(call: Call, who: Who): Promise<Login> {
	const login = await comeIn(call, who);
	await keepToken(call, who, login);
	const rooms = login.more ? await readOwnRooms(call) : login.rooms;
	if (rooms.length > maxOwnRooms)
		throw new ConnectionError(`The server says that we are in more than ${maxOwnRooms} rooms.`);
	return { ...login, rooms };
}

async function comeIn(call: Call, who: Who): Promise<Login> {
	const { secret, credentials, server } = who;
	const token = credentials.token();
	const isBlocked = token !== undefined && isTooSecret(token, who);
	const first = secret.isFirst
		? await signInFirst(call, who, token !== undefined && !isBlocked)
		: undefined;
	const login = first ?? (await logInByToken(call, who)) ?? (await signIn(call, who));
	if (login !== undefined) return login;
	if (isBlocked)
		throw new PlainRefusedError(
			`This device signed in to ${server} encrypted, so its token is not sent in the clear; the address is partyline://${server}`,
		);
	return logInAsGuest(call, who);
}

/** Whether a token came by an encrypted connection, and this one is none. */
function isTooSecret(token: string, { credentials, isEncrypted }: Who): boolean {
	return !isEncrypted && credentials.isSecret(token);
}

async function keepToken(
	call: Call,
	{ credentials, isEncrypted }: Who,
	login: Login,
): Promise<void> {
	const { token, role } = login;
	const old = credentials.token();
	if (token === undefined || token === old) return;
	const isOldOfAccount = old !== undefined && credentials.isOfAccount(old);
	credentials.keep(token, { isOfAccount: role !== "guest", isSecret: isEncrypted });
	if (!isOldOfAccount) return;
	// Nobody comes in by the old token any more. Should it stay valid, it stands in the list of devices.
	call("revoke", { device: await deviceOf(old) }).catch(() => {});
}

/** By which the server knows the device that a token belongs to. */
async function deviceOf(token: string): Promise<string> {
	// Only where it is wanted: loading it takes longer than logging in.
	const { createHash } = await import("node:crypto");
	return createHash("sha256").update(token).digest("hex").slice(0, 12);
}

/** All the rooms we are in, however many. */
export async function readOwnRooms(call: Call): Promise<JoinedRoom[]> {
	const all = await readPages({
		async ask(last) {
			const page = await call("rooms", last === undefined ? {} : { after: last });
			return { entries: page.rooms, more: page.more };
		},
		keyOf: ({ room }) => room,
	});
	return all.flatMap((room) =>
		room.readSeq === undefined ? [] : [{ ...room, readSeq: room.readSeq }],
	);
}

async function logInByToken(call: Call, who: Who): Promise<Login | undefined> {
	const { credentials, secret } = who;
	const token = credentials.token();
	if (token === undefined || isTooSecret(token, who)) return undefined;
	const isOfAccount = credentials.isOfAccount(token);
	try {
		return { token, ...(await call("login", { token })), way: "token" };
	} catch (error) {
		if (!(error instanceof RequestError && isNoToken(error.code))) throw error;
		credentials.forget(token);
		if (!isOfAccount) return undefined;
		// Another process of ours has signed in anew, perhaps.
		if (credentials.token() !== undefined) return logInByToken(call, who);
		who.onSignedOut();
		// Nobody who had an account comes back as a guest without a word.
		if (secret.how === undefined) throw error;
		return undefined;
	}
}

async function logInAsGuest(call: Call, who: Who): Promise<Login> {
	const { auth, server } = who;
	if (auth.includes("guest")) return logInAnew(call, who);
	throw new RequestError("password_required", `${server} wants a password: sign in.`);
}

async function logInAnew(call: Call, who: Who): Promise<Login> {
	const { name, credentials, clock } = who;
	try {
		return { ...(await call("login", { guest: name })), way: "guest" };
	} catch (error) {
		if (!(error instanceof RequestError && error.code === "name_taken")) throw error;
		// Perhaps another process of ours that began with us has the name, and keeps the token just now.
		for (const waitMs of credentials.areShared ? tokenWaitsMs : []) {
			await sleep(clock, waitMs);
			const login = await logInByToken(call, who);
			if (login !== undefined) return login;
		}
		throw error;
	}
}

// The last: what is kept is no token at all, and never will be one.
function isNoToken(code: string): boolean {
	return code === "token_invalid" || code === "device_ended" || code === "invalid_params";
}
