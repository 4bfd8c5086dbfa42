const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** When something happened (epoch ms), as `HH:MM` where we are. */
export function timeOf(at: number): string {
	// A server may tell any number, and what it told is in the cache: it must not end every start.
	return Number.isNaN(new Date(at).getTime()) ? "--:--" : clock.format(at);
}
