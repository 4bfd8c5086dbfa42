import type { Role } from "@partyline/shared/protocol/shapes";
import { type Hub, orUnavailable } from "../hub.ts";
import { recordAct } from "../order/acts.ts";
import { toReason } from "../order/words.ts";
import type { Account } from "../ports.ts";
import { type Deed, onAccount, requireOtherOwner, requireOwner } from "./owners.ts";

/** Gives an account another role on the server. */
export async function setRole(
	hub: Hub,
	{ by, account: name, role, reason }: Deed & { readonly role: Exclude<Role, "guest"> },
): Promise<Account> {
	requireOwner(hub, by, "give an account another role on the server");
	return await onAccount(hub, name, async (known) => {
		if (known.role === role) return known;
		requireOtherOwner(hub, known);
		const { account } = known;
		await Promise.all([
			orUnavailable(hub.accounts.setRole(account, role)),
			recordAct(hub, {
				...{ by, what: "role", who: account, reason: toReason(reason) },
				...{ detail: `from ${known.role} to ${role}`, undo: { role: known.role } },
			}),
		]);
		const changed = { ...(hub.people.get(account) ?? known), role };
		hub.people.put(changed);
		return changed;
	});
}
