import { printDuration } from "@partyline/shared/text/duration";
import type { Silence } from "../state/speaking.ts";
import { untilText } from "./event-words.ts";

/** What stands where one types, before one types in vain. */
export function silenceText(silence: Silence, now: number): string {
	switch (silence.type) {
		case "archived":
			return "This room is archived: nobody speaks here any more.";
		case "read-only":
			return "Only moderators speak here.";
		case "muted":
			return `You are muted here${untilText({ until: silence.until, at: now })}.`;
		case "slow":
			return slowText(silence);
	}
}

function slowText({ seconds, leftMs }: Extract<Silence, { type: "slow" }>): string {
	const pace = `Slow mode: one message in ${printDuration(seconds * 1_000)}`;
	return leftMs === 0 ? `${pace}.` : `${pace}; ${Math.ceil(leftMs / 1_000)} s to go.`;
}
