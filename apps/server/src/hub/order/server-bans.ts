import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { ServerBan } from "@partyline/shared/protocol/shapes";
import type { Hub } from "../hub.ts";
import { becauseText, untilText } from "./words.ts";

/** Who wants in: from where, and as whom once that is known. */
type Newcomer = { readonly account?: AccountName | undefined; readonly address: string };

/**
 * Refuses those whom the server shuts out, by account or by address. Asked once more right before a session begins:
 * a ban ends only the sessions that there are.
 */
export function requireNotBanned(hub: Hub, { account, address }: Newcomer): void {
	const now = hub.clock.now();
	const ban = account && hub.banList.ofAccount(account, now);
	const found = ban ?? hub.banList.ofAddress(address, now);
	if (found !== undefined) throw new WireError("banned", { message: banSentence(found) });
}

/** Why an address is shut out, in one sentence; undefined where it is not. */
export function bannedAddress(hub: Hub, address: string): string | undefined {
	const ban = hub.banList.ofAddress(address, hub.clock.now());
	return ban && banSentence(ban);
}

/** What somebody is told whom a ban of the server holds. */
export function banSentence({ account, until, reason }: ServerBan): string {
	const what = account === undefined ? "Your address is banned" : `${account} is banned`;
	return `${what} from this server${untilText(until)}${becauseText(reason)}.`;
}
