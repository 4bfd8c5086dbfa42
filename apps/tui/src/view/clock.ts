const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** How times are written: the hours of a day, twice twelve of them, or not at all. */
export type Clock = "24h" | "12h" | "none";

/** When something happened (epoch ms), where we are; always five columns. */
export function timeOf(at: number, clock: Clock = "24h"): string {
	if (clock === "none") return "     ";
	// A server may tell any number, and what it told is in the cache: it must not end every start.
	if (Number.isNaN(new Date(at).getTime())) return "--:--";
	const time = hours.format(at);
	if (clock === "24h") return time;
	const hour = Number(time.slice(0, 2)) % 12 || 12;
	return `${hour}${time.slice(2)}`.padStart(5);
}

const dates = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** The day and the time of something (epoch ms), where we are. */
export function dateText(at: number): string {
	return Number.isNaN(new Date(at).getTime()) ? "some day" : `${dates.format(at)} ${timeOf(at)}`;
}
