import { WireError } from "@partyline/shared/protocol/errors";
import type { MessageEvent } from "@partyline/shared/protocol/events";
import { type AccountName, previousSeq, type Seq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { append, type Hub, orUnavailable } from "../hub.ts";
import { type NewAct, storeAct } from "../order/acts.ts";
import { countText, toReason } from "../order/words.ts";
import { memberRoom, requireAbove, requireMay } from "../permissions.ts";
import type { Session } from "../ports.ts";
import type { Room } from "../room.ts";
import { redactions } from "./redactions.ts";

/** Takes messages back: one's own, or as a moderator those of others. Their texts are taken off the disk in the same commit. */
export async function redact(
	hub: Hub,
	session: Session,
	wanted: Params<"redact">,
): Promise<Result<"redact">> {
	const room = memberRoom(hub, wanted.room, session.account);
	const seqs = [...new Set(wanted.seqs)].sort((a, b) => a - b);
	const authors = new Set<AccountName>();
	const messages = await readMessages(hub, room, seqs);
	for (const message of messages) if (!isOwn(hub, session, message)) authors.add(message.by);
	// Membership may have ended while the log was read.
	const asking = { hub, session, room: memberRoom(hub, room.name, session.account) };
	const others = [...authors];
	requireMay(asking, others.length > 0 ? "redact" : "redact-own");
	// Who had one's name before stands above nobody any more.
	for (const author of others) if (author !== session.account) requireAbove(asking, author);
	const by = session.account;
	const reason = toReason(wanted.reason);
	const said = messages.map(({ seq, text }) => ({ seq, length: text.length }));
	const [first, ...rest] = redactions(hub, { room, by, reason }, said);
	if (first === undefined) throw new TypeError("Nothing is taken back.");
	let [receipt] =
		others.length === 0
			? await append(hub, [first])
			: await storeAct(hub, [first], toAct(others, { by, room: room.name, reason, said }));
	for (const next of rest) [receipt] = await append(hub, [next]);
	return { seq: receipt?.event.seq ?? room.head, at: receipt?.event.at ?? hub.clock.now() };
}

function toAct(
	others: readonly AccountName[],
	{ said, ...act }: Pick<NewAct, "by" | "room" | "reason"> & { readonly said: readonly unknown[] },
): NewAct {
	const who = others.length === 1 && { who: others[0] };
	return { ...act, what: "redact", ...who, detail: countText(said.length, "message") };
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
