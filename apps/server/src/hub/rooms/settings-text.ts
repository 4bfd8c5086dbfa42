import type { RoomSettings } from "@partyline/shared/protocol/events";
import { printDuration } from "@partyline/shared/text/duration";
import { countText } from "../order/words.ts";

/** What was changed of how a room is kept, in words for people: `archived, slow mode 30s`. */
export function settingsText(settings: RoomSettings): string {
	const { description, archived, readOnly, slowSeconds, retentionDays } = settings;
	return [
		description !== undefined && (description === "" ? "no description" : "described"),
		archived !== undefined && (archived ? "archived" : "no longer archived"),
		readOnly !== undefined && (readOnly ? "read-only" : "no longer read-only"),
		slowSeconds !== undefined &&
			(slowSeconds === 0 ? "no slow mode" : `slow mode ${printDuration(slowSeconds * 1_000)}`),
		retentionDays !== undefined &&
			(retentionDays === 0 ? "kept for ever" : `kept ${countText(retentionDays, "day")}`),
	]
		.filter((part) => part !== false)
		.join(", ");
}
