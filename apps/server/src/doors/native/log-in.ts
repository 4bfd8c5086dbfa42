import { WireError } from "@partyline/shared/protocol/errors";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import type { LoginResult } from "@partyline/shared/protocol/shapes";
import { logInPassword } from "../../hub/accounts/log-in-password.ts";
import { type Newcomer, register as registerAccount } from "../../hub/accounts/register.ts";
import { type Admission, type Arrival, logInGuest, logInToken } from "../../hub/log-in.ts";
import { originOf } from "../origin.ts";
import { fitFirst } from "./fit.ts";
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
	const { hub, admitsGuests } = visit.context;
	if ("token" in params) return logInToken(hub, params.token, arrival(visit));
	if ("account" in params) return logInPassword(hub, params, arrival(visit, params.device));
	if (!admitsGuests(visit.connection)) throw new WireError("guests_not_allowed");
	return logInGuest(hub, params.guest, arrival(visit));
}

function arrival({ context, connection, client, open }: NativeVisit, name = ""): Arrival {
	const label = { name, client, at: context.hub.clock.now() };
	return { origin: originOf(connection), label, open };
}

function welcome(visit: NativeVisit, admission: Newcomer): LoginResult {
	const { account, token, rooms: all, ignored, becameOwner } = admission;
	const rooms = [...fitFirst(all)];
	const peer = visit.connection.address;
	visit.context.log.info({ account: account.account, peer, door: "native" }, "login");
	return {
		account: account.account,
		name: account.name,
		role: account.role,
		...(token !== undefined && { token }),
		rooms,
		...(ignored.length > 0 && { ignored: [...ignored] }),
		...(becameOwner && { becameOwner }),
		...(rooms.length < all.length && { more: true as const }),
	};
}
