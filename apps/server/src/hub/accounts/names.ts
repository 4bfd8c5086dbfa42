import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { newNameProblem } from "@partyline/shared/text/new-name";
import { looksAlike, looksOf } from "@partyline/shared/text/skeleton";
import { type Hub, inTurn, orUnavailable } from "../hub.ts";
import type { Account } from "../ports.ts";
import { takeOver } from "./take-over.ts";

/**
 * Runs work on a name after all earlier work on it, or on one that can be taken for it: of two who want it at the
 * same moment the second sees what the first made of it.
 */
export async function inNameTurn<T>(hub: Hub, name: string, work: () => Promise<T>): Promise<T> {
	// They are sorted: two names with several keys in common take them in the same order.
	const keys = looksOf(name).map((look) => `name ${look}`);
	const nested = keys.reduceRight((inner, key) => () => inTurn(hub, key, inner), work);
	return await nested();
}

/** Refuses a name that nobody may choose from now on. */
export function requireNewName(name: AccountName): void {
	const problem = newNameProblem(name);
	if (problem !== undefined) throw new WireError("invalid_params", { message: problem });
}

/**
 * Takes a name from guests who are gone, for somebody who comes by it, and refuses it where anybody else has it or one
 * that can be taken for it. Gives the guest who was called so: their account goes on as that of whoever comes.
 */
export async function freeName(hub: Hub, name: AccountName): Promise<Account | undefined> {
	requireFreeName(hub, name);
	await releaseName(hub, name);
	for (const holder of hub.people.lookAlikes(name)) await takeOver(hub, holder);
	return hub.people.called(name);
}

/** Refuses a name that somebody has, or that can be taken for theirs, unless they are a guest who is gone. */
export function requireFreeName(hub: Hub, name: AccountName): void {
	for (const holder of hub.people.lookAlikes(name))
		if (!isGoneGuest(hub, holder)) throw refusalOf(hub, name, holder);
}

/** Takes a name from the guests who are gone and were only shown by it; those of their accounts stay. */
export async function releaseName(hub: Hub, name: AccountName): Promise<void> {
	for (const holder of hub.people.lookAlikes(name)) {
		const { account } = holder;
		if (!isGoneGuest(hub, holder) || looksAlike(account, name)) continue;
		await orUnavailable(hub.accounts.rename(account, account));
		hub.people.rename(account, account);
	}
}

function isGoneGuest(hub: Hub, { account, role }: Account): boolean {
	return role === "guest" && hub.people.stateOf(account) === "offline";
}

function refusalOf(hub: Hub, name: AccountName, holder: Account): WireError {
	if (hub.people.holderOf(name)?.account !== holder.account)
		return new WireError("name_taken", {
			message: `${name} looks like the name of somebody else here; choose another name.`,
		});
	if (holder.role === "guest")
		return new WireError("name_taken", {
			message: `Somebody called ${name} is here already; choose another name.`,
		});
	return new WireError("name_taken", {
		message: `${name} is the name of an account already; choose another name.`,
	});
}
