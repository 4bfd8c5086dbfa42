import type { OutboxEntry } from "@partyline/client";

/** What one can do about a message of one's own that was refused. */
export const refusedHint = "Enter to edit, Esc to drop";

/** What is to be typed to send a post once more. */
export function typedOf({ text, action }: OutboxEntry): string {
	if (action === true) return `/me ${text}`;
	// A slash at the beginning would be a command.
	return text.startsWith("/") && !text.startsWith("/ ") ? `/${text}` : text;
}
