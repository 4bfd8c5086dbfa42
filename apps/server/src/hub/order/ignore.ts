import { WireError } from "@partyline/shared/protocol/errors";
import { limits } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { type Hub, inTurn, orUnavailable } from "../hub.ts";
import { accountOf } from "../membership.ts";
import { requireMay } from "../permissions.ts";
import type { Session } from "../ports.ts";

/** Hides somebody from oneself, or no more; one's other devices are told, they are not. */
export async function ignore(
	hub: Hub,
	session: Session,
	{ account: name, on }: Params<"ignore">,
): Promise<Result<"ignore">> {
	const { account } = session;
	requireMay({ hub, session }, "ignore");
	return await inTurn(hub, `ignored by ${account}`, async () => {
		const before = await orUnavailable(hub.accounts.ignored(account));
		// Somebody whose account is no more can still be taken off the list.
		const who = before.includes(name) ? name : accountOf(hub, name);
		if (who === account)
			throw new WireError("not_allowed", { message: "One cannot ignore oneself." });
		if (on && !before.includes(who) && before.length >= limits.ignored)
			throw new WireError("not_allowed", {
				message: `One can ignore ${limits.ignored} people at most; take somebody off the list first.`,
			});
		await orUnavailable(hub.accounts.setIgnored(account, who, on));
		const ignored = [...(await orUnavailable(hub.accounts.ignored(account)))];
		const signal = { method: "ignored", params: { accounts: ignored } } as const;
		for (const other of hub.people.sessionsOf(account))
			if (other !== session) other.signal([signal]);
		return { ignored };
	});
}
