import { once } from "@partyline/shared/protocol/once";

/** How times are written: the hours of a day, twice twelve of them, or not at all. */
export type Clock = "24h" | "12h" | "none";

/** When something happened (epoch ms), where we are; always five columns. */
export function timeOf(at: number, clock: Clock = "24h"): string {
	if (clock === "none") return "     ";
	// A server may tell any number, and what it told is in the cache: it must not end every start.
	const date = new Date(at);
	if (Number.isNaN(date.getTime())) return "--:--";
	const hour = date.getHours();
	const minute = String(date.getMinutes()).padStart(2, "0");
	if (clock === "24h") return `${String(hour).padStart(2, "0")}:${minute}`;
	return `${hour % 12 || 12}:${minute}`.padStart(5);
}

// Made where the first date is told: the first of a process costs 5 ms.
const dates = once(
	() => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" }),
);

/** The day and the time of something (epoch ms), where we are. */
export function dateText(at: number): string {
	if (Number.isNaN(new Date(at).getTime())) return "some day";
	return `${dates().format(at)} ${timeOf(at)}`;
}
