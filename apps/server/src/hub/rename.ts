import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { inNameTurn, releaseName, requireNewName } from "./accounts/names.ts";
import { type Hub, orUnavailable } from "./hub.ts";
import { requireMay } from "./permissions.ts";
import type { Session } from "./ports.ts";
import { tellPresence } from "./presence.ts";

/** Sets the name one is shown by, unless it is somebody else's or looks like it, and tells one's rooms. */
export async function rename(hub: Hub, session: Session, name: AccountName): Promise<void> {
	requireMay({ hub, session }, "nick");
	// One's own is older than the rule.
	if (name !== session.account) requireNewName(name);
	const refusal = new WireError("name_taken", {
		message: `${name} is somebody else's name, or looks like it; choose another.`,
	});
	await inNameTurn(hub, name, async () => {
		await releaseName(hub, name);
		const holders = hub.people.lookAlikes(name);
		if (holders.some(({ account }) => account !== session.account)) throw refusal;
		await orUnavailable(hub.accounts.rename(session.account, name));
		hub.people.rename(session.account, name);
		tellPresence(hub, session.account);
	});
}
