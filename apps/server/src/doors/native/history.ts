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

/** Drops from whichever end is further from the centre until the rest fits. */
function fitAround<T extends { readonly seq: number }>(events: readonly T[], centre: number) {
	let kept = events;
	while (kept.length > 1 && fitFirst(kept).length < kept.length) {
		const before = centre - (kept[0]?.seq ?? centre);
		const after = (kept.at(-1)?.seq ?? centre) - centre;
		kept = before > after ? kept.slice(1) : kept.slice(0, -1);
	}
	return kept;
}
