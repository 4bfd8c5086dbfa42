import { WireError } from "@partyline/shared/protocol/errors";
import type { Role } from "@partyline/shared/protocol/shapes";
import { type Hub, orUnavailable } from "../hub.ts";
import { recordAct } from "../order/acts.ts";
import { toReason } from "../order/words.ts";
import type { Account } from "../ports.ts";
import { freeName, inNameTurn, requireFreeName, requireNewName } from "./names.ts";
import { requireNewPassword } from "./new-password.ts";
import { type Deed, requireOwner } from "./owners.ts";

/** Makes an account for somebody; without a password nobody comes in by it before one is set with a link. */
export async function addAccount(
	hub: Hub,
	wanted: Deed & { readonly role: Exclude<Role, "guest">; readonly password?: string | undefined },
): Promise<Account> {
	const { by, account: name, role, password, reason } = wanted;
	requireOwner(hub, by, "make an account for somebody");
	requireNewName(name);
	if (password !== undefined) requireNewPassword(password, name);
	requireFreeName(hub, name);
	// A code that nobody is told stands for no password at all.
	const hash = await hub.passwords.hash(password ?? hub.codes.make());
	return await inNameTurn(hub, name, async () => {
		await freeName(hub, name);
		const at = hub.clock.now();
		const [account] = await Promise.all([
			orUnavailable(hub.accounts.register({ account: name, role, password: hash, at })),
			recordAct(hub, {
				...{ by, what: "add-account", who: name, detail: `as ${role}`, reason: toReason(reason) },
			}),
		]);
		if (account === "name_taken" || account === "invite_invalid") throw new WireError(account);
		hub.people.put(account);
		return account;
	});
}
