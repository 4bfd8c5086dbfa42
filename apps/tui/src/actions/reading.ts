import type { Desk } from "../desk/desk.ts";
import { climb, scroll, scrollBy } from "../desk/paging.ts";
import { turnListPage } from "../desk/scroll-list.ts";
import { goToMention, goToUnread } from "../desk/seeking.ts";
import { beginSelection } from "../desk/selecting.ts";
import type { Action } from "./action.ts";

/** Rows that Alt+PgUp and Alt+PgDn go. */
const fewRows = 3;

/** Keys that move what one reads. */
export const readingActions: readonly Action[] = [
	{
		name: "page-up",
		keys: ["pageup"],
		help: "a page up",
		run: (desk) => turnPage(desk, -1),
	},
	{
		name: "page-down",
		keys: ["pagedown"],
		help: "a page down",
		run: (desk) => turnPage(desk, 1),
	},
	{
		name: "scroll-up",
		keys: ["alt+pageup"],
		help: "a few lines up",
		run: (desk) => scrollBy(desk, () => -fewRows),
	},
	{
		name: "scroll-down",
		keys: ["alt+pagedown"],
		help: "a few lines down",
		run: (desk) => scrollBy(desk, () => fewRows),
	},
	{ name: "to-top", keys: ["alt+home"], help: "the beginning of the room", run: climb },
	{
		name: "to-end",
		keys: ["alt+end"],
		help: "the end of the room",
		run: (desk) => scroll(desk, () => ({ at: "end" })),
	},
	{ name: "first-unread", keys: ["alt+u"], help: "where you stopped reading", run: goToUnread },
	{
		name: "previous-mention",
		keys: ["alt+p"],
		help: "the message above that names you",
		run: (desk) => goToMention(desk, -1),
	},
	{
		name: "next-mention",
		keys: ["alt+n"],
		help: "the message below that names you",
		run: (desk) => goToMention(desk, 1),
	},
	{
		name: "select",
		keys: ["ctrl+up", "alt+k"],
		help: "choose a message, to copy it or open its link",
		run: (desk) => beginSelection(desk),
	},
	{
		name: "bare-view",
		keys: ["alt+l"],
		help: "the conversation alone, to select with the mouse",
		run: ({ toggle }) => toggle({ type: "bare" }),
	},
];

/** A page of the list that lies over the conversation, else of the conversation. */
function turnPage(desk: Desk, step: 1 | -1): void {
	if (!turnListPage(desk, step)) scrollBy(desk, (height) => step * Math.max(1, height - 1));
}
