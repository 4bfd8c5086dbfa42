import { dayOf } from "../state/day.ts";
import type { Item } from "../state/item.ts";

/** Somebody who goes on within this time is not named again. */
const breathMs = 5 * 60_000;

/** Whether an item goes on with what the one before it says: the same person, the same day, after a breath at most. */
export function continuesSpeech(item: Item, before: Item | undefined): boolean {
	const speech = speechOf(item);
	const last = before === undefined ? undefined : speechOf(before);
	if (speech === undefined || last === undefined || speech.answers) return false;
	const isSame =
		speech.by === undefined || last.by === undefined
			? speech.name === last.name
			: speech.by === last.by;
	return isSame && speech.at - last.at < breathMs && dayOf(speech.at) === dayOf(last.at);
}

type Speech = {
	/** The account; of a post it is ours. */
	readonly by: string | undefined;
	readonly name: string;
	readonly at: number;
	readonly answers: boolean;
};

function speechOf(item: Item): Speech | undefined {
	const { kind } = item;
	if (kind === "notice") return undefined;
	if (kind === "event" && item.event.type !== "message") return undefined;
	const said = kind === "post" ? item.entry : item.event;
	if ("action" in said && said.action === true) return undefined;
	return {
		by: kind === "post" ? undefined : item.event.by,
		name: item.name,
		at: kind === "post" ? item.entry.createdAt : item.event.at,
		answers: "replyTo" in said && said.replyTo !== undefined,
	};
}
