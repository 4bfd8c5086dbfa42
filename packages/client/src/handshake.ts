import type { AccountName } from "@partyline/shared/protocol/ids";
import { protocolVersion } from "@partyline/shared/protocol/limits";
import type { HelloResult, JoinedRoom, LoginResult } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import type { Clock } from "./clock.ts";
import type { Credentials } from "./credentials.ts";
import { ConnectionError, RequestError } from "./errors.ts";
import { readPages } from "./pages.ts";
import { sleep } from "./patience.ts";

/** Rooms that we can be in; a person is in a few dozen. */
export const maxOwnRooms = 10_000;

/** Between the looks for a token that another process is about to keep; a disk may be slow. */
const tokenWaitsMs = [0, 50, 200, 750];

/** Who logs in, and where the token is kept that brings the name back. */
export type Who = {
	readonly name: AccountName;
	readonly credentials: Credentials;
	readonly clock: Clock;
};

/** The answer to a login; `byToken` if it brought us back as whom we were. */
export type Login = LoginResult & { readonly byToken: boolean };

/** Says hello; `client` names this program. */
export function greet(call: Call, client: string): Promise<HelloResult> {
	return call("hello", { protocol: protocolVersion, client });
}

/** Logs in by the token kept from last time, or as a guest; keeps the token we are given. */
export async function logIn(call: Call, who: Who): Promise<Login> {
	const { credentials } = who;
	const login = (await logInByToken(call, credentials)) ?? (await logInAnew(call, who));
	const { token } = login;
	if (token !== undefined && token !== credentials.token()) credentials.keep(token);
	const rooms = login.more ? await readOwnRooms(call) : login.rooms;
	if (rooms.length > maxOwnRooms)
		throw new ConnectionError(`The server says that we are in more than ${maxOwnRooms} rooms.`);
	return { ...login, rooms };
}

/** All the rooms we are in, where they are too many for the answer to the login. */
async function readOwnRooms(call: Call): Promise<JoinedRoom[]> {
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

async function logInByToken(call: Call, credentials: Credentials): Promise<Login | undefined> {
	const token = credentials.token();
	if (token === undefined) return undefined;
	try {
		return { ...(await call("login", { token })), byToken: true };
	} catch (error) {
		if (!(error instanceof RequestError && isNoToken(error.code))) throw error;
		credentials.forget(token);
		return undefined;
	}
}

async function logInAnew(call: Call, { name, credentials, clock }: Who): Promise<Login> {
	try {
		return { ...(await call("login", { guest: name })), byToken: false };
	} catch (error) {
		if (!(error instanceof RequestError && error.code === "name_taken")) throw error;
		// Perhaps another process of ours that began with us has the name, and keeps the token just now.
		for (const waitMs of credentials.areShared ? tokenWaitsMs : []) {
			await sleep(clock, waitMs);
			const login = await logInByToken(call, credentials);
			if (login !== undefined) return login;
		}
		throw error;
	}
}

// The second: what is kept is no token at all, and never will be one.
function isNoToken(code: string): boolean {
	return code === "token_invalid" || code === "invalid_params";
}
