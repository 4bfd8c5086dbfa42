import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { roomIn } from "../state/place.ts";
import { askYes } from "./asking.ts";
import type { Desk } from "./desk.ts";
import { endSelection, selectedItem, tellHint } from "./selecting.ts";

/** Enough of a message to know it by. */
const longestSample = 100;

/** Takes the chosen message back, if that is what was meant. */
export function takeBackSelected(desk: Desk): void {
	takeBack(desk).catch(desk.problem);
}

async function takeBack(desk: Desk): Promise<void> {
	const item = selectedItem(desk.state());
	if (item?.kind !== "event" || item.event.type !== "message") {
		tellHint(desk, "There is no message here to take back");
		return;
	}
	const { event, name } = item;
	if (event.redacted === true) {
		tellHint(desk, "It was taken back already");
		return;
	}
	const { current } = desk.state();
	endSelection(desk);
	const isMeant = await askYes(desk, {
		title: item.mine === true ? "Take this message back?" : `Take back what ${name} said?`,
		lines: [
			sanitizeLine(event.text.slice(0, longestSample)),
			"Its text is removed from the server for good.",
		],
	});
	if (!isMeant) return;
	await desk.client(current).ask("redact", { room: roomIn(current), seqs: [event.seq] });
}
