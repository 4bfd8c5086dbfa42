import { type AccountName, serverAuthor } from "@partyline/shared/protocol/ids";
import { append, draft, type Hub, orUnavailable, stamp } from "../hub.ts";
import { leaveConversations } from "../membership.ts";
import type { Account } from "../ports.ts";
import { inConversationTurn } from "../rooms/conversation-turn.ts";

/** Takes from a guest who is gone what was theirs alone: whoever has the name next finds nothing of it. */
export async function takeOver(hub: Hub, { account }: Account): Promise<void> {
	// First: with a token that still holds they would be whoever comes next.
	const createdAt = hub.clock.now();
	await orUnavailable(hub.accounts.forget(account, createdAt));
	await inConversationTurn(hub, [account], () => leaveConversations(hub, account));
	await stepDown(hub, account);
	hub.people.put({ account, name: account, role: "guest", state: "active", createdAt });
}

async function stepDown(hub: Hub, account: AccountName): Promise<void> {
	const drafts = [...hub.rooms.values()]
		.filter(({ state }) => state.moderators?.includes(account))
		.map(({ name }) =>
			draft(hub, { ...stamp(hub, name, serverAuthor), type: "role", who: account, role: "member" }),
		);
	if (drafts.length > 0) await append(hub, drafts);
}
