import type { Me } from "@partyline/client";
import type { Setting } from "./message-lines.ts";

/** What of us decides how others are set. */
export function ownSight(me: Me | undefined): Pick<Setting, "own" | "marksGuests"> {
	return { own: me?.account, marksGuests: me !== undefined && me.role !== "guest" };
}
