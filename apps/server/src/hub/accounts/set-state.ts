import { type Hub, orUnavailable } from "../hub.ts";
import { sendAway } from "../log-out.ts";
import { recordAct } from "../order/acts.ts";
import { becauseText, toReason } from "../order/words.ts";
import type { Account } from "../ports.ts";
import { type Deed, onAccount, requireOtherOwner, requireOwner } from "./owners.ts";

/** Shuts an account: its sessions end, and nobody comes in by it until it is enabled. */
export async function disableAccount(hub: Hub, { by, account, reason }: Deed): Promise<Account> {
	requireOwner(hub, by, "disable an account");
	return await onAccount(hub, account, async (known) => {
		if (known.state === "disabled") return known;
		requireOtherOwner(hub, known);
		const disabled = await setState(hub, known, { by, state: "disabled", reason });
		const because = becauseText(toReason(reason));
		const message = `This account was disabled${because || "."}`;
		for (const session of [...hub.people.sessionsOf(known.account)])
			sendAway(hub, session, { code: "account_disabled", message });
		return disabled;
	});
}

/** Opens an account that was shut. */
export async function enableAccount(hub: Hub, { by, account, reason }: Deed): Promise<Account> {
	requireOwner(hub, by, "enable an account");
	return await onAccount(hub, account, async (known) =>
		known.state === "active" ? known : await setState(hub, known, { by, state: "active", reason }),
	);
}

async function setState(
	hub: Hub,
	{ account }: Account,
	wanted: Pick<Deed, "by" | "reason"> & { readonly state: "active" | "disabled" },
): Promise<Account> {
	const { by, state, reason } = wanted;
	const what = state === "active" ? "enable" : "disable";
	await Promise.all([
		orUnavailable(hub.accounts.setState(account, state)),
		recordAct(hub, { by, what, who: account, reason: toReason(reason), undo: {} }),
	]);
	const known = hub.people.get(account);
	if (known === undefined) throw new Error(`nobody knows ${account}`);
	const changed = { ...known, state };
	hub.people.put(changed);
	return changed;
}
