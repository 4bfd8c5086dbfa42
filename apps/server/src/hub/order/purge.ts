import type { MessageEvent } from "@partyline/shared/protocol/events";
import { type AccountName, nextSeq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { append, type Hub, orUnavailable } from "../hub.ts";
import { accountOf } from "../membership.ts";
import { type Asking, may, maySee, memberRoom, requireAbove, requireMay } from "../permissions.ts";
import type { Session } from "../ports.ts";
import type { Room } from "../room.ts";
import { redactions, type Said } from "../rooms/redactions.ts";
import { type NewAct, storeAct } from "./acts.ts";
import { countText, momentText, toReason } from "./words.ts";

/** So many of what was found are shown before anything is done. */
const sampleCount = 5;

/** What somebody said in a room, the newest first; of the first few the words too. */
type Found = { readonly room: Room; readonly said: Said[]; readonly newest: MessageEvent[] };

/**
 * Counts what somebody said since a time, and takes it back if that is confirmed. What is taken back is what was
 * counted: where more was said in between, the answer has the new number.
 */
export async function purge(
	hub: Hub,
	session: Session,
	wanted: Params<"purge">,
): Promise<Result<"purge">> {
	const who = accountOf(hub, wanted.account);
	const { room, since, confirm } = wanted;
	const said: Found[] = [];
	for (const each of roomsToPurge(hub, session, { room, who }))
		said.push(await findSaid(hub, each, { who, since }));
	// While the logs were read one may have become somebody who may not.
	const rooms = roomsToPurge(hub, session, { room, who });
	const found = said.filter((one) => one.said.length > 0 && rooms.includes(one.room));
	if (confirm) await takeBack({ hub, session, wanted, who }, found);
	return { count: countOf(found), samples: samplesOf(found), done: confirm };
}

/** The rooms in which one may do so: the one that is named, or all of them. */
function roomsToPurge(
	hub: Hub,
	session: Session,
	{ room: name, who }: Pick<Params<"purge">, "room"> & { readonly who: AccountName },
): readonly Room[] {
	if (name !== undefined) {
		const room = memberRoom(hub, name, session.account);
		requireMay({ hub, session, room }, "purge");
		requireAbove({ hub, session, room }, who);
		return [room];
	}
	const seen = [...hub.rooms.values()].filter((room) => maySee(room, session.account));
	if (may({ hub, session }, "purge-everywhere")) {
		requireAbove({ hub, session }, who);
		return seen;
	}
	const moderated = seen.filter(
		(room) => room.members.has(session.account) && may({ hub, session, room }, "purge"),
	);
	if (moderated.length === 0) requireMay({ hub, session }, "purge");
	for (const room of moderated) requireAbove({ hub, session, room }, who);
	return moderated;
}

/** Walks a log back from its end to a time, page by page, and lets others go first between them. */
async function findSaid(
	hub: Hub,
	room: Room,
	{ who, since }: { readonly who: AccountName; readonly since: number },
): Promise<Found> {
	const found: Found = { room, said: [], newest: [] };
	const isTheirs = ({ by, redacted }: MessageEvent) => by === who && !redacted;
	let before = nextSeq(room.head);
	for (;;) {
		const page = await orUnavailable(hub.journal.before(room.name, before, limits.pageEvents));
		const recent = page.filter(({ at }) => at >= since);
		// The clock may have gone back: only a page that is wholly older is the end.
		if (recent.length === 0) return found;
		const said = recent
			.filter((event) => event.type === "message")
			.filter(isTheirs)
			.reverse();
		found.said.push(...said.map(({ seq, text }) => ({ seq, length: text.length })));
		found.newest.push(...said.slice(0, sampleCount - found.newest.length));
		before = page[0]?.seq ?? before;
		await new Promise<void>((resolve) => hub.clock.soon(resolve));
	}
}

type Purging = {
	readonly hub: Hub;
	readonly session: Session;
	readonly wanted: Params<"purge">;
	readonly who: AccountName;
};

/**
 * Takes back what was found. Whoever may do so everywhere leaves one act, others one in each room, whose moderators
 * then find it. The act goes with the first of its events: a crash may leave one that says more than was done, but
 * nothing that was done without one.
 */
async function takeBack(purging: Purging, found: readonly Found[]): Promise<void> {
	const { hub, session, wanted } = purging;
	const asking: Asking = { hub, session };
	const isOneAct = wanted.room === undefined && may(asking, "purge-everywhere");
	for (const part of isOneAct ? [found] : found.map((one) => [one])) {
		const act = toAct(purging, part, isOneAct ? undefined : part[0]?.room);
		const by = { by: session.account, reason: act.reason };
		const [first, ...rest] = part.flatMap(({ room, said }) =>
			redactions(hub, { room, ...by }, said.toReversed()),
		);
		if (first === undefined) continue;
		await storeAct(hub, [first], act);
		for (const next of rest) await append(hub, [next]);
	}
}

function toAct({ session, wanted, who }: Purging, found: readonly Found[], room?: Room): NewAct {
	const rooms = room === undefined ? ` in ${countText(found.length, "room")}` : "";
	return {
		by: session.account,
		what: "purge",
		who,
		reason: toReason(wanted.reason),
		...(room && { room: room.name }),
		detail: `${countText(countOf(found), "message")}${rooms} since ${momentText(wanted.since)}`,
	};
}

function countOf(found: readonly Found[]): number {
	return found.reduce((sum, { said }) => sum + said.length, 0);
}

function samplesOf(found: readonly Found[]): Result<"purge">["samples"] {
	return found
		.flatMap(({ newest }) => newest)
		.sort((a, b) => b.at - a.at || b.seq - a.seq)
		.slice(0, sampleCount)
		.map(({ room, seq, at, text }) => ({ room, seq, at, text }));
}
