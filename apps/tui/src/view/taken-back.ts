import { sanitizeLine } from "@partyline/shared/text/sanitize";

/** What stands for a message that was taken back; who did so may be further on than one has read. */
export function takenBackText(takenBy: string | undefined): string {
	return takenBy === undefined
		? "message taken back"
		: `message taken back by ${sanitizeLine(takenBy)}`;
}
