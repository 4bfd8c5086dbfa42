import { WireError } from "@partyline/shared/protocol/errors";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import type { Hub } from "../../hub/hub.ts";
import { type Admission, logInGuest, logInToken } from "../../hub/log-in.ts";
import { fitFirst } from "./fit.ts";
import type { NativeVisit } from "./native-visit.ts";

/** Lets somebody in, by guest name or token. */
export async function logIn(visit: NativeVisit, params: Params<"login">): Promise<Result<"login">> {
	const { hub, log } = visit.context;
	const { account, token, rooms: all } = await admit(hub, visit, params);
	const rooms = [...fitFirst(all)];
	log.info({ account: account.account, peer: visit.connection.address, door: "native" }, "login");
	return {
		account: account.account,
		name: account.name,
		role: account.role,
		...(token !== undefined && { token }),
		rooms,
		...(rooms.length < all.length && { more: true as const }),
	};
}

function admit(hub: Hub, visit: NativeVisit, params: Params<"login">): Promise<Admission> {
	if ("password" in params)
		throw new WireError("auth_unsupported", {
			message: "This server has no passwords yet; come in as a guest or with a token.",
		});
	if ("token" in params) return logInToken(hub, params.token, visit.open);
	if (!visit.context.admitsGuests(visit.connection)) throw new WireError("guests_not_allowed");
	const label = { name: "", client: visit.client, at: hub.clock.now() };
	return logInGuest(hub, { name: params.guest, label }, visit.open);
}
