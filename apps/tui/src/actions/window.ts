import type { Desk } from "../desk.ts";
import { clear } from "../input/editor.ts";
import { scroll } from "../paging.ts";
import { noLayer } from "../state/layer.ts";
import { placeOf } from "../state/place.ts";
import { logOf, roomAt, type State } from "../state/state.ts";
import type { Action } from "./action.ts";

/** Keys for what is on screen beside the conversation, and the way out. */
export const windowActions: readonly Action[] = [
	{
		name: "help",
		keys: ["f1"],
		help: "this help; ? on an empty line too",
		run: ({ toggle }) => toggle({ type: "help", top: 0 }),
	},
	{
		name: "rooms",
		keys: ["f7", "alt+shift+b"],
		help: "list of rooms",
		run: (desk) => toggleList(desk, "rooms", "listWidth"),
	},
	{
		name: "members",
		keys: ["f8", "alt+shift+n"],
		help: "list of people",
		run: (desk) => toggleList(desk, "members", "memberWidth"),
	},
	{ name: "redraw", keys: ["ctrl+l"], help: "draw the screen anew", run: ({ redraw }) => redraw() },
	{
		name: "escape",
		keys: ["escape"],
		help: "close what is open, go to the end, drop what was refused",
		run: endWhatIsInFront,
	},
	{
		name: "interrupt",
		keys: ["ctrl+c"],
		help: "clear the line; twice on an empty one: leave",
		run: interrupt,
	},
];

/** Lays a list over the conversation, unless it stands beside it already. */
function toggleList(
	{ look, state, toggle }: Desk,
	type: "rooms" | "members",
	width: "listWidth" | "memberWidth",
): void {
	if (look.windowOf(state()).layout[width] === 0) toggle({ type });
}

function interrupt({ state, edit, leave, change }: Desk): void {
	const { editor, leaving } = state();
	if (editor.text !== "") edit(clear);
	else if (leaving) leave();
	else change((now) => ({ ...now, leaving: true, hint: "Ctrl+C once more leaves" }));
}

/** Ends one thing, the one in front. */
function endWhatIsInFront(desk: Desk): void {
	const state = desk.state();
	if (state.layer.type !== "none") desk.change((now) => ({ ...now, layer: noLayer }));
	else if (state.completion !== undefined || state.hint !== "") desk.edit((editor) => editor);
	else if (logOf(state, state.current).anchor.at !== "end") scroll(desk, () => ({ at: "end" }));
	else dropRefused(desk, state);
}

/** Drops what was refused here, and in rooms one is in no more, where nobody could drop it. */
function dropRefused({ clients }: Desk, state: State): void {
	for (const [server, client] of clients)
		for (const { id, room, refused } of client.outbox()) {
			const place = placeOf(server, room);
			const isSeen = place === state.current || roomAt(state, place) === undefined;
			if (refused !== undefined && isSeen) client.drop(id);
		}
}
