import type { RoomEvent } from "@partyline/shared/protocol/events";
import { nextSeq } from "@partyline/shared/protocol/ids";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import type { Logger } from "pino";
import type { Hub } from "../../hub/hub.ts";
import type { Session } from "../../hub/ports.ts";
import { readHistory } from "../../hub/read-log.ts";
import { bytesOf, fitFirst, fitLast, listBytes } from "./fit.ts";

/** So many events are read at a time: of the longest, four fill a frame. */
const biteEvents = 10;

/** Who reads, and where it is noted what no frame can hold. */
type Asker = { readonly hub: Hub; readonly session: Session; readonly log: Logger };
type Wanted = Params<"history">;
type Part = { readonly events: readonly RoomEvent[]; readonly more: boolean };

/** A page of a log; one that does not fit in a frame keeps the events next to where it was asked for. */
export async function history(asker: Asker, wanted: Wanted): Promise<Result<"history">> {
	const { log } = asker;
	if (wanted.around !== undefined) return await readAround(asker, wanted, wanted.around);
	const { events, more } = await readPart(asker, wanted);
	const fitting = wanted.after === undefined ? fitLast(events, log) : fitFirst(events, log);
	return { events: [...fitting.entries], more: more || fitting.more };
}

/** The half before a centre and the half after it; where they do not fit, what is furthest away goes first. */
async function readAround(
	asker: Asker,
	{ room, limit }: Wanted,
	centre: NonNullable<Wanted["around"]>,
): Promise<Result<"history">> {
	const half = Math.ceil(limit / 2);
	const older = await readPart(asker, { room, before: nextSeq(centre), limit: half });
	const newer = await readPart(asker, { room, after: centre, limit: limit - half });
	const events = [...older.events, ...newer.events];
	const byDistance = events.toSorted(
		(a, b) => Math.abs(a.seq - centre) - Math.abs(b.seq - centre) || b.seq - a.seq,
	);
	const { entries, more } = fitFirst(byDistance, asker.log);
	return {
		events: entries.toSorted((a, b) => a.seq - b.seq),
		more: older.more || newer.more || more,
	};
}

/**
 * At least what fits in a frame of the events in one direction, read bite by bite: to read 200 events of
 * 16 KiB for the four of them that fit would take the loop longer than everybody else in that turn.
 */
async function readPart(asker: Asker, wanted: Wanted): Promise<Part> {
	const isForward = wanted.after !== undefined;
	let part: Part = { events: [], more: true };
	let bytes = 0;
	do {
		const { events } = part;
		const place = isForward ? { after: events.at(-1)?.seq } : { before: events[0]?.seq };
		const page = await readHistory(asker.hub, asker.session, {
			...wanted,
			...(events.length > 0 && place),
			limit: Math.min(biteEvents, wanted.limit - events.length),
		});
		bytes += bytesOf(page.events);
		part = isForward
			? { events: [...events, ...page.events], more: page.moreAfter }
			: { events: [...page.events, ...events], more: page.moreBefore };
	} while (part.more && part.events.length < wanted.limit && bytes < listBytes);
	return part;
}
