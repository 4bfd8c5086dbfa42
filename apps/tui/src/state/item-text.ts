import { sanitize } from "@partyline/shared/text/sanitize";
import { type Item, seqOf } from "./item.ts";

/** What an item says, as it was written but for what a terminal would obey; undefined when it is no text. */
export function textOf(item: Item | undefined): string | undefined {
	if (item?.kind === "post") return sanitize(item.entry.text);
	if (item?.kind === "notice") return item.passing === undefined ? sanitize(item.text) : undefined;
	if (item?.event.type !== "message" || item.hidden === true) return undefined;
	return item.event.redacted === true ? undefined : sanitize(item.event.text);
}

/** The number of an item in its room; a post has one once the server has it. */
export function numberOf(item: Item | undefined): number | undefined {
	return item?.kind === "post" ? item.keptAt : seqOf(item);
}
