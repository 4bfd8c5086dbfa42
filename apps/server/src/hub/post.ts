import { WireError } from "@partyline/shared/protocol/errors";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { whileStoring } from "./deliver.ts";
import { append, findByName, type Hub, orUnavailable, stamp } from "./hub.ts";
import { memberRoom } from "./permissions.ts";
import type { Place, Session } from "./ports.ts";
import type { Room } from "./room.ts";
import { requireVoice, takeSlowTurn } from "./rooms/voice.ts";

/**
 * Says something in a room; resolves after the commit. The same id again is the same message, however late. Whether one may is
 * asked before it goes to the journal: a room that is archived, or that one is taken out of, meanwhile has it after that.
 */
export async function post(
	hub: Hub,
	session: Session,
	wanted: Params<"post">,
): Promise<Result<"post">> {
	const room = memberRoom(hub, wanted.room, session.account);
	let giveBack: () => void;
	try {
		giveBack = requireTurn(hub, session, { room, wanted });
	} catch (refusal) {
		// What is in the log may be said again whatever the room has become since: its sender must learn that it is.
		const stored = await orUnavailable(hub.journal.find(wanted.id));
		if (stored === undefined || !isOwn(hub, session, { room, stored })) throw refusal;
		return toAck(room, wanted.id, { event: stored, duplicate: true });
	}
	const { id, text, action, replyTo } = wanted;
	const event = {
		...stamp(hub, room.name, session.account),
		type: "message" as const,
		id,
		text,
		...(action && { action }),
		...(replyTo !== undefined && { replyTo }),
	};
	const store = () => append(hub, [{ key: id, event }]);
	const [receipt] = await whileStoring(hub, room, store).catch((error: unknown) => {
		giveBack();
		throw error;
	});
	if (receipt === undefined) throw new Error("the journal gave no receipt");
	if (receipt.duplicate) giveBack();
	const stored = receipt.event;
	if (stored.type !== "message" || !isOwn(hub, session, { room, stored }))
		throw new WireError("id_conflict");
	return toAck(room, id, receipt);
}

/** Refuses what may not be said in a room at this moment. */
function requireTurn(
	hub: Hub,
	session: Session,
	{ room, wanted }: { readonly room: Room; readonly wanted: Params<"post"> },
): () => void {
	const speaking = { hub, session, room };
	requireVoice(speaking);
	if (wanted.replyTo !== undefined && wanted.replyTo > room.head)
		throw new WireError("unknown_seq", {
			message: `${room.title} has no event ${wanted.replyTo} to answer.`,
		});
	return takeSlowTurn(speaking);
}

/** Whether what is stored was said by oneself and in that room, whatever the room was called then. */
function isOwn(
	hub: Hub,
	{ account }: Session,
	{ room, stored }: { readonly room: Room; readonly stored: Place },
): boolean {
	return stored.by === account && findByName(hub, stored.room) === room;
}

function toAck(
	room: Room,
	id: Params<"post">["id"],
	{ event, duplicate }: { readonly event: Place; readonly duplicate: boolean },
): Result<"post"> {
	return { room: room.name, seq: event.seq, at: event.at, id, ...(duplicate && { duplicate }) };
}
