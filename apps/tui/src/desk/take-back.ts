import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type Place, roomIn } from "../state/place.ts";
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
	const { event } = item;
	if (event.redacted === true) {
		tellHint(desk, "It was taken back already");
		return;
	}
	const { current } = desk.state();
	endSelection(desk);
	await takeBackIfMeant(desk, { ...item, current, event });
}

type Said = {
	readonly current: Place;
	readonly event: Extract<ReceivedEvent, { type: "message" }>;
	readonly name: string;
	readonly mine?: boolean;
	readonly reason?: string;
};

/** Takes a message back if that is what was meant: nothing brings its text back. */
export async function takeBackIfMeant(
	desk: Desk,
	{ current, event, name, mine, reason }: Said,
): Promise<void> {
	const client = desk.client(current);
	const isMeant = await askYes(desk, {
		about: current,
		title: mine === true ? "Take this message back?" : `Take back what ${name} said?`,
		lines: [
			sanitizeLine(event.text.slice(0, longestSample)),
			"Its text is removed from the server for good.",
		],
	});
	if (!isMeant) return;
	const why = reason === undefined ? {} : { reason };
	await client.ask("redact", { room: roomIn(current), seqs: [event.seq], ...why });
}
