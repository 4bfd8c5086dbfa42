import type { Params, Result } from "@partyline/shared/protocol/methods";
import type { LoginResult } from "@partyline/shared/protocol/shapes";
import { logInPassword } from "../../hub/accounts/log-in-password.ts";
import { type Newcomer, register as registerAccount } from "../../hub/accounts/register.ts";
import {
	type Admission,
	type Arrival,
	logInGuest,
	logInToken,
	type OpenSession,
} from "../../hub/log-in.ts";
import { originOf } from "../origin.ts";
import { bytesOf, fitFirst, listBytes } from "./fit.ts";
import type { NativeVisit } from "./native-visit.ts";

/** Lets somebody in, by guest name, token or password. */
export async function logIn(visit: NativeVisit, params: Params<"login">): Promise<Result<"login">> {
	return welcome(visit, await admit(visit, params));
}

/** Makes an account, or sets another password of one, and lets its owner in. */
export async function register(
	visit: NativeVisit,
	{ device, ...wanted }: Params<"register">,
): Promise<Result<"register">> {
	const { hub, admitsNewcomers } = visit.context;
	const isOpen = admitsNewcomers(visit.connection);
	return welcome(visit, await registerAccount(hub, { ...wanted, isOpen }, arrival(visit, device)));
}

function admit(visit: NativeVisit, params: Params<"login">): Promise<Admission> {
	const { hub } = visit.context;
	if ("token" in params) return logInToken(hub, params.token, arrival(visit));
	if ("account" in params) return logInPassword(hub, params, arrival(visit, params.device));
	return logInGuest(hub, params.guest, arrival(visit));
}

function arrival(visit: NativeVisit, name = ""): Arrival {
	const { context, connection, client } = visit;
	const open: OpenSession = (account, device) => visit.open(account, device);
	const label = { name, client, at: context.hub.clock.now() };
	const admitsGuests = context.admitsGuests(connection);
	return { origin: originOf(connection), admitsGuests, label, open };
}

function welcome(visit: NativeVisit, admission: Newcomer): LoginResult {
	const { account, token, rooms: all, ignored, becameOwner } = admission;
	const { log } = visit.context;
	const peer = visit.connection.address;
	log.info({ account: account.account, peer, door: "native" }, "login");
	const told = {
		account: account.account,
		name: account.name,
		role: account.role,
		...(token !== undefined && { token }),
		...(ignored.length > 0 && { ignored: [...ignored] }),
		...(becameOwner && { becameOwner }),
	};
	const { entries, more } = fitFirst(all, log, listBytes - bytesOf(told));
	return { ...told, rooms: [...entries], ...(more && { more }) };
}
