import { WireError } from "@partyline/shared/protocol/errors";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { append, type Hub, stamp } from "./hub.ts";
import { memberRoom } from "./permissions.ts";
import type { Session } from "./ports.ts";

/** Says something in a room; resolves after the commit. The same id again is the same message, however late. */
export async function post(
	hub: Hub,
	session: Session,
	{ room: name, id, text, action, replyTo }: Params<"post">,
): Promise<Result<"post">> {
	const room = memberRoom(hub, name, session.account);
	if (replyTo !== undefined && replyTo > room.head)
		throw new WireError("unknown_seq", { message: `${name} has no event ${replyTo} to answer.` });
	const event = {
		...stamp(hub, name, session.account),
		type: "message" as const,
		id,
		text,
		...(action && { action }),
		...(replyTo !== undefined && { replyTo }),
	};
	const [receipt] = await append(hub, [{ key: id, event }]);
	if (receipt === undefined) throw new Error("the journal gave no receipt");
	const { event: stored, duplicate } = receipt;
	if (stored.room !== name || stored.by !== session.account || stored.type !== "message")
		throw new WireError("id_conflict");
	return { room: name, seq: stored.seq, at: stored.at, id, ...(duplicate && { duplicate }) };
}
