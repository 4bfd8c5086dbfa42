import type { AccountName } from "@partyline/shared/protocol/ids";

/** Who types in a room, until when (epoch ms). */
export type Typing = ReadonlyMap<AccountName, number>;

/** People held who type in one room; more than two are shown as "others". */
export const heldTyping = 20;

/** How long somebody counts as typing without saying so again (protocol.md, `typing`). */
const typingMs = 10_000;

/** Who types once this person says that they do, or no more. */
export function putTyping(
	typing: Typing,
	{ account, on }: { readonly account: AccountName; readonly on: boolean },
	now: number,
): Typing {
	const next = new Map(stillTyping(typing, now));
	if (!on) next.delete(account);
	else if (next.has(account) || next.size < heldTyping) next.set(account, now + typingMs);
	return next;
}

/** Those of them who still do; the same when all do. */
export function stillTyping(typing: Typing, now: number): Typing {
	const left = [...typing].filter(([, until]) => until > now);
	return left.length === typing.size ? typing : new Map(left);
}
