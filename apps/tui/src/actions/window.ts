import type { Desk } from "../desk/desk.ts";
import { scroll } from "../desk/paging.ts";
import { noteSent } from "../desk/sent-lines.ts";
import { clear } from "../input/editor.ts";
import { remember, resumeLook } from "../input/history.ts";
import { closeMenu } from "../state/completion.ts";
import { openedHelp } from "../state/help.ts";
import { noLayer } from "../state/layer.ts";
import { unscrolled } from "../state/lists.ts";
import { home, placeOf } from "../state/place.ts";
import { typedOf } from "../state/refused.ts";
import { type Side, writeSides } from "../state/sides.ts";
import { logOf, roomAt, type State } from "../state/state.ts";
import { listFrom } from "../view/layout.ts";
import type { Action } from "./action.ts";

const droppedHint = "dropped; Up has it";

/** Keys for what is on screen beside the conversation, and the way out. */
export const windowActions: readonly Action[] = [
	{
		name: "help",
		keys: ["f1"],
		help: "this help; ? on an empty line too",
		run: ({ toggle }) => toggle(openedHelp()),
	},
	{
		name: "rooms",
		keys: ["f7", "alt+shift+b"],
		help: "list of rooms",
		run: (desk) => toggleSide(desk, "rooms", "listWidth"),
	},
	{
		name: "members",
		keys: ["f8", "alt+shift+n"],
		help: "list of people",
		run: (desk) => toggleSide(desk, "members", "memberWidth"),
	},
	{
		name: "second-pane",
		keys: ["f9", "alt+m"],
		help: "who named you, or the room of /pane",
		run: (desk) => toggleSide(desk, "second", "secondWidth"),
	},
	{ name: "redraw", keys: ["ctrl+l"], help: "draw the screen anew", run: ({ redraw }) => redraw() },
	{
		name: "suspend",
		keys: ["ctrl+z"],
		help: "back to the shell; fg there comes back",
		run: ({ terminal }) => terminal.suspend(),
	},
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

/** Takes what stands beside the conversation away or puts it there; where there is no room, lays it over. */
function toggleSide(
	desk: Desk,
	side: Side,
	width: "listWidth" | "memberWidth" | "secondWidth",
): void {
	const state = desk.state();
	const isBeside = (now: State) => now.look.windowOf(now).layout[width] > 0;
	const shown = isBeside(state) ? "never" : "always";
	const next = { ...state, sides: { ...state.sides, [side]: shown } };
	if (state.columns < listFrom || isBeside(next) === isBeside(state)) {
		desk.change((now) => ({ ...now, scrolled: unscrolled }));
		desk.toggle({ type: side });
		return;
	}
	desk.change(() => next);
	desk.clients.get(home)?.note("window:sides", writeSides(next.sides));
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
	if (state.completion !== undefined) desk.change(closeMenu);
	else if (state.layer.type !== "none") desk.change((now) => ({ ...now, layer: noLayer }));
	else if (state.hint !== "" && state.hint !== droppedHint) desk.edit((editor) => editor);
	else if (logOf(state, state.current).anchor.at !== "end") scroll(desk, () => ({ at: "end" }));
	else if (!dropRefused(desk, state) && state.hint !== "") desk.edit((editor) => editor);
}

/** Drops the newest of what was refused here, and in rooms one is in no more, where nobody could drop it. */
function dropRefused(desk: Desk, state: State): boolean {
	const seen = [...desk.clients].flatMap(([server, client]) =>
		client.outbox().flatMap((entry) => {
			const place = placeOf(server, entry.room);
			const isSeen = place === state.current || roomAt(state, place) === undefined;
			return entry.refused !== undefined && isSeen ? [{ client, entry }] : [];
		}),
	);
	const newest = seen.sort((a, b) => a.entry.createdAt - b.entry.createdAt).at(-1);
	if (newest === undefined) return false;
	const text = typedOf(newest.entry);
	noteSent(desk, text);
	newest.client.drop(newest.entry.id);
	desk.change((now) => ({ ...withSent(now, text), hint: droppedHint }));
	return true;
}

/** The state with a line as the last that was sent; a look back goes on. */
function withSent(state: State, line: string): State {
	const { lines } = remember(state.history, line);
	return { ...state, history: resumeLook(lines, state.history) };
}
