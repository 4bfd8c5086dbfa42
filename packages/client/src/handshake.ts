import type { AccountName } from "@partyline/shared/protocol/ids";
import { protocolVersion } from "@partyline/shared/protocol/limits";
import type { HelloResult, JoinedRoom, LoginResult } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import type { Credentials } from "./credentials.ts";
import { RequestError } from "./errors.ts";
import { readPages } from "./pages.ts";

/** Says hello; `client` names this program. */
export function greet(call: Call, client: string): Promise<HelloResult> {
	return call("hello", { protocol: protocolVersion, client });
}

/** Logs in by the token kept from last time, or as the guest `name`; keeps the token we are given. */
export async function logIn(
	call: Call,
	name: AccountName,
	credentials: Credentials,
): Promise<LoginResult> {
	const login = (await logInByToken(call, credentials)) ?? (await call("login", { guest: name }));
	const { token } = login;
	if (token !== undefined && token !== credentials.token()) credentials.keep(token);
	return login.more ? { ...login, rooms: await readOwnRooms(call) } : login;
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

async function logInByToken(
	call: Call,
	credentials: Credentials,
): Promise<LoginResult | undefined> {
	const token = credentials.token();
	if (token === undefined) return undefined;
	try {
		return await call("login", { token });
	} catch (error) {
		if (!(error instanceof RequestError && isNoToken(error.code))) throw error;
		credentials.keep(undefined);
		return undefined;
	}
}

// The second: what is kept is no token at all, and never will be one.
function isNoToken(code: string): boolean {
	return code === "token_invalid" || code === "invalid_params";
}
