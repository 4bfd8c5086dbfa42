import { append, draft, type Hub, orUnavailable, stamp } from "../hub.ts";
import { sendAway } from "../log-out.ts";
import { operatorSession } from "../operator-session.ts";
import { recordAct } from "../order/acts.ts";
import { purge } from "../order/purge.ts";
import { toReason } from "../order/words.ts";
import type { Account } from "../ports.ts";
import { type Deed, onAccount, requireOtherOwner, requireOwner } from "./owners.ts";

/** What becomes of what somebody said. */
export type Messages = "keep" | "redact";

/**
 * Deletes an account: of it only the name is left, which nobody gets again. It is shut first and deleted last, so that
 * after a crash in between it can be asked for again.
 */
export async function deleteAccount(
	hub: Hub,
	{ by, account: name, reason, messages }: Deed & { readonly messages: Messages },
): Promise<Account> {
	requireOwner(hub, by, "delete an account");
	return await onAccount(hub, name, async (known) => {
		requireOtherOwner(hub, known);
		const { account } = known;
		await shut(hub, known);
		if (messages === "redact") await takeBackAll(hub, known);
		await leaveAll(hub, known);
		const deleted = { account, name: account, role: "member", state: "deleted" } as const;
		await Promise.all([
			orUnavailable(hub.accounts.forget(account)),
			orUnavailable(hub.accounts.setRole(account, deleted.role)),
			orUnavailable(hub.accounts.setState(account, deleted.state)),
			recordAct(hub, {
				...{ by, what: "delete", who: account, reason: toReason(reason) },
				detail: messages === "keep" ? "messages kept" : "messages taken back",
			}),
		]);
		hub.people.put(deleted);
		return deleted;
	});
}

async function shut(hub: Hub, { account, name }: Account): Promise<void> {
	await orUnavailable(hub.accounts.setState(account, "disabled"));
	// Whoever it was, they stand above nobody any more: the texts of an owner can be taken back too.
	await orUnavailable(hub.accounts.setRole(account, "member"));
	hub.people.put({ account, name, role: "member", state: "disabled" });
	for (const session of [...hub.people.sessionsOf(account)])
		sendAway(hub, session, { code: "account_disabled", message: "This account was deleted." });
}

async function takeBackAll(hub: Hub, { account }: Account): Promise<void> {
	const reason = `the account ${account} is deleted`;
	await purge(hub, operatorSession, { account, since: 0, confirm: true, reason });
}

async function leaveAll(hub: Hub, { account }: Account): Promise<void> {
	const parts = [...hub.rooms.values()]
		.filter(({ members }) => members.has(account))
		.map((room) => draft(hub, { ...stamp(hub, room.name, account), type: "part" }));
	if (parts.length > 0) await append(hub, parts);
}
