import { type AccountName, serverAuthor } from "@partyline/shared/protocol/ids";
import { append, draft, type Hub, orUnavailable, stamp } from "../hub.ts";
import type { Account, Draft } from "../ports.ts";

/** Takes from a guest who is gone what was theirs alone: whoever has the name next finds nothing of it. */
export async function takeOver(hub: Hub, { account }: Account): Promise<Account> {
	// First: with a token that still holds they would be whoever comes next.
	await orUnavailable(hub.accounts.forget(account));
	await leaveRooms(hub, account);
	const guest: Account = { account, name: account, role: "guest", state: "active" };
	hub.people.put(guest);
	return guest;
}

async function leaveRooms(hub: Hub, account: AccountName): Promise<void> {
	const drafts: Draft[] = [];
	for (const { name: room, kind, members, state } of hub.rooms.values()) {
		if (kind !== "public" && members.has(account))
			drafts.push(draft(hub, { ...stamp(hub, room, account), type: "part" }));
		else if (state.moderators?.includes(account)) {
			const from = stamp(hub, room, serverAuthor);
			drafts.push(draft(hub, { ...from, type: "role", who: account, role: "member" }));
		}
	}
	if (drafts.length > 0) await append(hub, drafts);
}
