import { WireError } from "@partyline/shared/protocol/errors";
import type { MessageEvent } from "@partyline/shared/protocol/events";
import { type AccountName, previousSeq, type Seq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { append, draft, type Hub, orUnavailable, stamp } from "../hub.ts";
import { storeAct } from "../order/acts.ts";
import { countText, toReason } from "../order/words.ts";
import { memberRoom, requireAbove, requireMay } from "../permissions.ts";
import type { Session } from "../ports.ts";
import type { Room } from "../room.ts";

/** Takes messages back: one's own, or as a moderator those of others. Their texts are taken off the disk in the same commit. */
export async function redact(
	hub: Hub,
	session: Session,
	wanted: Params<"redact">,
): Promise<Result<"redact">> {
	const room = memberRoom(hub, wanted.room, session.account);
	const seqs = [...new Set(wanted.seqs)].sort((a, b) => a - b);
	const authors = new Set<AccountName>();
	for (const message of await readMessages(hub, room, seqs))
		if (!isOwn(hub, session, message)) authors.add(message.by);
	// Membership may have ended while the log was read.
	const asking = { hub, session, room: memberRoom(hub, room.name, session.account) };
	const others = [...authors];
	requireMay(asking, others.length > 0 ? "redact" : "redact-own");
	// Who had one's name before stands above nobody any more.
	for (const author of others) if (author !== session.account) requireAbove(asking, author);
	const from = stamp(hub, room.name, session.account);
	const reason = toReason(wanted.reason);
	const event = draft(hub, { ...from, type: "redact", seqs, ...(reason && { reason }) });
	const [receipt] =
		others.length === 0
			? await append(hub, [event])
			: await storeAct(hub, [event], {
					by: session.account,
					what: "redact",
					room: room.name,
					...(others.length === 1 && { who: others[0] }),
					reason,
					detail: countText(seqs.length, "message"),
				});
	return { seq: receipt?.event.seq ?? room.head, at: from.at };
}

/** Whether somebody said that themselves, and not a guest who had their name before them. */
function isOwn(hub: Hub, { account }: Session, { by, at }: MessageEvent): boolean {
	return by === account && at >= (hub.people.get(account)?.createdAt ?? 0);
}

/** The messages of those seqs, which are in ascending order; refuses what is no message, or is gone. */
async function readMessages(
	hub: Hub,
	room: Room,
	seqs: readonly Seq[],
): Promise<readonly MessageEvent[]> {
	const messages: MessageEvent[] = [];
	for (const run of toRuns(seqs)) {
		const [first] = run;
		if (first === undefined) continue;
		const events = await orUnavailable(
			hub.journal.after(room.name, previousSeq(first), run.length),
		);
		for (const [index, seq] of run.entries()) {
			const event = events[index];
			if (event?.seq !== seq || event.type !== "message" || seq > room.head)
				throw new WireError("unknown_seq", { message: `${room.title} has no message ${seq}.` });
			messages.push(event);
		}
		// The others have their turn between two reads of many.
		await new Promise<void>((resolve) => hub.clock.soon(resolve));
	}
	return messages;
}

/** Cuts ascending seqs into runs without a gap, none longer than a page. */
function toRuns(seqs: readonly Seq[]): Seq[][] {
	const runs: Seq[][] = [];
	for (const seq of seqs) {
		const run = runs.at(-1);
		const last = run?.at(-1);
		if (run === undefined || last !== previousSeq(seq) || run.length === limits.pageEvents)
			runs.push([seq]);
		else run.push(seq);
	}
	return runs;
}
