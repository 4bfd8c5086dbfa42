import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { Result } from "@partyline/shared/protocol/methods";
import type { ServerBan } from "@partyline/shared/protocol/shapes";
import { type Hub, inTurn, orUnavailable } from "../hub.ts";
import { sendAway } from "../log-out.ts";
import { accountOf } from "../membership.ts";
import { requireAbove, requireMay } from "../permissions.ts";
import type { Session } from "../ports.ts";
import { recordAct } from "./acts.ts";
import { notUnder, type Terms, termsOf, toSentence } from "./ban.ts";
import { isWithin, type Network, networkText, overlap, parseNetwork } from "./network.ts";
import { banSentence } from "./server-bans.ts";
import { untilText } from "./words.ts";

/** Whom the whole server is shut to: an account, or whoever comes from a network. */
export type Outsider =
	| { readonly account: AccountName; readonly network?: undefined }
	| { readonly network: string; readonly account?: undefined };

/** Shuts the server to an account or a network, and ends the sessions that it has there. */
export async function shutOut(hub: Hub, session: Session, wanted: Outsider & Terms): Promise<void> {
	requireMay({ hub, session }, "server-ban");
	const target = aimOutside(hub, session, wanted);
	await inTurn(hub, outsiderKey(target), async () => {
		const at = hub.clock.now();
		const sentence = toSentence(at, wanted);
		// Both in one batch, see `storeAct`.
		const [ban] = await Promise.all([
			orUnavailable(hub.bans.put({ ...target, ...sentence, by: session.account, at })),
			recordAct(hub, {
				by: session.account,
				what: "ban",
				who: target.account,
				reason: sentence.reason,
				detail: `${target.network ?? ""}${untilText(sentence.until)}`.trim(),
				undo: undoOf(target),
			}),
		]);
		hub.banList.put(ban);
		endSessions(hub, ban);
	});
}

/** Lets an account or a network in again. */
export async function letIn(hub: Hub, session: Session, wanted: Outsider): Promise<void> {
	requireMay({ hub, session }, "server-ban");
	const target = aimBack(hub, wanted);
	await inTurn(hub, outsiderKey(target), async () => {
		const ban = hub.banList.find(target, hub.clock.now());
		if (ban === undefined) throw notUnder(`${target.account ?? target.network} is not banned.`);
		await Promise.all([
			orUnavailable(hub.bans.remove(ban.ban)),
			recordAct(hub, {
				by: session.account,
				what: "unban",
				who: target.account,
				detail: target.network,
				undo: { ...undoOf(target), ...termsOf(ban) },
			}),
		]);
		hub.banList.remove(target);
	});
}

/** The bans of the server that hold. */
export function serverBans(hub: Hub, session: Session): Result<"bans">["bans"] {
	requireMay({ hub, session }, "server-ban");
	return hub.banList.all(hub.clock.now()).map(({ ban: _, ...rest }) => rest);
}

function aimOutside(hub: Hub, session: Session, { account, network }: Outsider): Outsider {
	if (network !== undefined) return { network: networkText(strangeNetwork(network, session)) };
	const who = accountOf(hub, account);
	requireAbove({ hub, session }, who);
	return { account: who };
}

// A ban may hold for somebody whose account is no more.
function aimBack(hub: Hub, { account, network }: Outsider): Outsider {
	if (network !== undefined) return { network: networkText(readNetwork(network)) };
	const isBanned = hub.banList.ofAccount(account, hub.clock.now()) !== undefined;
	return { account: isBanned ? account : accountOf(hub, account) };
}

const loopback = ["127.0.0.0/8", "::1"].map(readNetwork);

/** A range of addresses that has neither the one who asks in it nor this machine. */
function strangeNetwork(written: string, { address }: Session): Network {
	const network = readNetwork(written);
	const shown = networkText(network);
	if (loopback.some((own) => overlap(own, network)))
		throw new WireError("not_allowed", {
			message: `${shown} has the address of the server itself; nobody could keep order any more.`,
		});
	if (isWithin(address, network))
		throw new WireError("not_allowed", {
			message: `${shown} has your own address, ${address}; choose a smaller range.`,
		});
	return network;
}

function readNetwork(written: string): Network {
	const parsed = parseNetwork(written);
	if (parsed.ok) return parsed.network;
	throw new WireError("invalid_params", { message: `network: ${parsed.problem}.` });
}

function outsiderKey({ account, network }: Outsider): string {
	return `server ban ${account ?? network}`;
}

function undoOf({ network }: Outsider) {
	return network === undefined ? {} : { network };
}

/** Ends the sessions that a ban holds for. Those of this machine no network shuts out. */
function endSessions(hub: Hub, ban: ServerBan): void {
	const parting = { code: "banned", message: banSentence(ban) } as const;
	const network = ban.network === undefined ? undefined : readNetwork(ban.network);
	const isHit = ({ account, address, isLocal }: Session) =>
		network === undefined ? account === ban.account : !isLocal && isWithin(address, network);
	for (const session of [...hub.people.sessions()].filter(isHit)) sendAway(hub, session, parting);
}
