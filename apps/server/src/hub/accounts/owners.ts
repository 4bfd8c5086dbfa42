import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { type Hub, inTurn } from "../hub.ts";
import { accountStanding } from "../permissions.ts";
import type { Account } from "../ports.ts";
import { inNameTurn } from "./names.ts";

/** Something that is done to an account: by whom, to whom, and why. */
export type Deed = {
	readonly by: AccountName;
	readonly account: AccountName;
	readonly reason?: string | undefined;
};

/** Whether anybody owns the server. */
export function hasOwner(hub: Hub): boolean {
	return hub.people.all().some(isOwner);
}

/** Refuses what only an owner may do; `what` is how people call it. */
export function requireOwner(hub: Hub, by: AccountName, what: string): void {
	if (accountStanding(hub, by) === "owner") return;
	throw new WireError("not_allowed", { message: `It takes an owner to ${what}.` });
}

/** Runs work on an account, by any spelling of its name, after all earlier work on it, and on who owns the server. */
export async function onAccount<T>(
	hub: Hub,
	name: AccountName,
	work: (account: Account) => Promise<T>,
): Promise<T> {
	return await inNameTurn(hub, name, () =>
		inTurn(hub, "owners", () => {
			const known = hub.people.called(name);
			if (known === undefined || known.role === "guest" || known.state === "deleted")
				throw new WireError("no_such_account", { message: `There is no account ${name}.` });
			return work(known);
		}),
	);
}

/** Refuses to leave the server without an owner who can come in. */
export function requireOtherOwner(hub: Hub, { account, role }: Account): void {
	if (role !== "owner") return;
	const isLast = !hub.people.all().some((one) => isOwner(one) && one.account !== account);
	if (isLast)
		throw new WireError("not_allowed", {
			message: `${account} is the last owner; make somebody else an owner first.`,
		});
}

function isOwner({ role, state }: Account): boolean {
	return role === "owner" && state === "active";
}
