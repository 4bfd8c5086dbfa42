import type { Result } from "@partyline/shared/protocol/methods";
import { sentenceOf } from "@partyline/shared/protocol/room-state";
import { draft, type Hub, stamp } from "../hub.ts";
import type { Session } from "../ports.ts";
import { storeAct } from "./acts.ts";
import { aimAt, type Target } from "./aim.ts";
import { notUnder, type Terms, termsOf, toSentence } from "./ban.ts";
import { untilText } from "./words.ts";

/** Keeps somebody from speaking in a room. */
export async function mute(
	hub: Hub,
	session: Session,
	wanted: Target & Terms,
): Promise<Result<"mute">> {
	return await aimAt({ hub, session, deed: "mute" }, wanted, async ({ room, who }) => {
		const from = stamp(hub, room.name, session.account);
		const sentence = toSentence(from.at, wanted);
		const event = draft(hub, { ...from, type: "mute", who, ...sentence });
		const [receipt] = await storeAct(hub, [event], {
			by: session.account,
			what: "mute",
			who,
			room: room.name,
			reason: sentence.reason,
			detail: untilText(sentence.until).trim(),
			undo: {},
		});
		return { seq: receipt?.event.seq ?? room.head, at: from.at };
	});
}

/** Lets somebody speak in a room again. */
export async function unmute(
	hub: Hub,
	session: Session,
	wanted: Target,
): Promise<Result<"unmute">> {
	return await aimAt({ hub, session, deed: "mute" }, wanted, async ({ room, who }) => {
		const from = stamp(hub, room.name, session.account);
		const old = sentenceOf(room.state.mutes, who, from.at);
		if (old === undefined) throw notUnder(`${who} is not muted in ${room.title}.`);
		const [receipt] = await storeAct(hub, [draft(hub, { ...from, type: "unmute", who })], {
			by: session.account,
			what: "unmute",
			who,
			room: room.name,
			undo: termsOf(old),
		});
		return { seq: receipt?.event.seq ?? room.head, at: from.at };
	});
}
