import { WireError } from "@partyline/shared/protocol/errors";
import type { RoomName } from "@partyline/shared/protocol/ids";
import type { Result } from "@partyline/shared/protocol/methods";
import { sentenceOf } from "@partyline/shared/protocol/room-state";
import { draft, type Hub, stamp } from "../hub.ts";
import { memberRoom, requireMay } from "../permissions.ts";
import type { Session } from "../ports.ts";
import { storeAct, type Undoing } from "./acts.ts";
import { aimAt, type Target } from "./aim.ts";
import { toReason, untilText } from "./words.ts";

/** For how long something is to hold, or until when, without which it does until it is taken back; and why. */
export type Terms = {
	readonly forMs?: number | undefined;
	readonly until?: number | undefined;
	readonly reason?: string | undefined;
};

/** Takes somebody out of a room, if they are in it, and keeps them out. */
export async function ban(hub: Hub, session: Session, wanted: Target & Terms): Promise<void> {
	await aimAt({ hub, session, deed: "ban" }, wanted, async ({ room, who }) => {
		const from = stamp(hub, room.name, session.account);
		const sentence = toSentence(from.at, wanted);
		await storeAct(hub, [draft(hub, { ...from, type: "ban", who, ...sentence })], {
			by: session.account,
			what: "ban",
			who,
			room: room.name,
			reason: sentence.reason,
			detail: untilText(sentence.until).trim(),
			undo: {},
		});
	});
}

/** Lets somebody come back to a room. */
export async function unban(hub: Hub, session: Session, wanted: Target): Promise<void> {
	await aimAt({ hub, session, deed: "ban" }, wanted, async ({ room, who }) => {
		const old = sentenceOf(room.state.bans, who, hub.clock.now());
		if (old === undefined) throw notUnder(`${who} is not banned from ${room.title}.`);
		const event = { ...stamp(hub, room.name, session.account), type: "unban" as const, who };
		await storeAct(hub, [draft(hub, event)], {
			by: session.account,
			what: "unban",
			who,
			room: room.name,
			undo: termsOf(old),
		});
	});
}

/** The bans of a room that hold. */
export function roomBans(hub: Hub, session: Session, name: RoomName): Result<"bans">["bans"] {
	const room = memberRoom(hub, name, session.account);
	requireMay({ hub, session, room }, "ban");
	const now = hub.clock.now();
	return (room.state.bans ?? [])
		.filter(({ until }) => until === undefined || until > now)
		.map(({ who, ...rest }) => ({ account: who, ...rest }));
}

/** What an event says of how long and why. */
export function toSentence(now: number, { forMs, until: end, reason: typed }: Terms) {
	const reason = toReason(typed);
	const until = forMs === undefined ? end : now + forMs;
	return {
		...(until !== undefined && { until }),
		...(reason !== undefined && { reason }),
	};
}

/** What it takes to give somebody a sentence again. */
export function termsOf({ until, reason }: Pick<Undoing, "until" | "reason">) {
	return { ...(until !== undefined && { until }), ...(reason !== undefined && { reason }) };
}

/** The refusal to take from somebody what does not hold for them. */
export function notUnder(message: string): WireError {
	return new WireError("no_such_account", { message });
}
