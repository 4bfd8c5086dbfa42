import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { nameKey } from "@partyline/shared/text/names";
import { type Hub, inTurn, orUnavailable } from "./hub.ts";
import type { Session } from "./ports.ts";
import { tellPresence } from "./presence.ts";

/** The key of what becomes of a name, see `inTurn`. */
export function nameTurn(name: AccountName): string {
	return `name ${nameKey(name)}`;
}

/** Sets the name one is shown by, unless it is somebody else's, and tells one's rooms. */
export async function rename(hub: Hub, session: Session, name: AccountName): Promise<void> {
	const refusal = new WireError("name_taken", {
		message: `${name} is somebody else's name; choose another.`,
	});
	await inTurn(hub, nameTurn(name), async () => {
		await releaseName(hub, name);
		const holder = hub.people.holderOf(name);
		if (holder !== undefined && holder.account !== session.account) throw refusal;
		await orUnavailable(hub.accounts.rename(session.account, name));
		hub.people.rename(session.account, name);
		tellPresence(hub, session.account);
	});
}

/** Takes the name by which a guest is shown from them when they are gone; that of their account stays. */
export async function releaseName(hub: Hub, name: AccountName): Promise<void> {
	const holder = hub.people.holderOf(name);
	if (holder?.role !== "guest" || nameKey(holder.account) === nameKey(name)) return;
	if (hub.people.stateOf(holder.account) !== "offline") return;
	await orUnavailable(hub.accounts.rename(holder.account, holder.account));
	hub.people.rename(holder.account, holder.account);
}
