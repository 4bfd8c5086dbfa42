import type { Params, Result } from "@partyline/shared/protocol/methods";
import type { Hub } from "../../hub/hub.ts";
import type { Session } from "../../hub/ports.ts";
import { readHistory } from "../../hub/read-log.ts";
import { fitFirst, fitLast } from "./fit.ts";

/** A page of a log; one that does not fit in a frame keeps the events next to where it was asked for. */
export async function history(
	hub: Hub,
	session: Session,
	wanted: Params<"history">,
): Promise<Result<"history">> {
	const { events, moreBefore, moreAfter } = await readHistory(hub, session, wanted);
	if (wanted.after !== undefined) {
		const first = fitFirst(events);
		return { events: [...first], more: moreAfter || first.length < events.length };
	}
	const centre = wanted.around;
	const fitting = centre === undefined ? fitLast(events) : fitAround(events, centre);
	return {
		events: [...fitting],
		more: moreBefore || fitting.length < events.length || (centre !== undefined && moreAfter),
	};
}

/** The events around a centre that fit in a frame: what is furthest from it goes first. */
function fitAround<T extends { readonly seq: number }>(events: readonly T[], centre: number) {
	const byDistance = events.toSorted(
		(a, b) => Math.abs(a.seq - centre) - Math.abs(b.seq - centre) || b.seq - a.seq,
	);
	return fitFirst(byDistance).toSorted((a, b) => a.seq - b.seq);
}
