import type { Action } from "../actions/action.ts";
import type { Desk } from "../desk.ts";
import { insert, paste } from "../input/editor.ts";
import { chordOf, type Key } from "../input/event.ts";
import { noLayer } from "../state/layer.ts";
import { roomIn } from "../state/place.ts";
import type { Mode, Typed } from "./mode.ts";

/** One's typing is told again at most this often. */
const typingEveryMs = 4_000;

/** The chat: keys do what they are bound to, everything else goes into the line. */
export const chatMode: Mode = {
	take: (desk, typed) => {
		const action = typed.type === "key" ? actionOf(desk, typed.key) : undefined;
		disarm(desk, action);
		if (action !== undefined) action.run(desk);
		else take(desk, typed);
	},
};

/** What a key does, alone or with the one before it. */
function actionOf({ state, look }: Desk, key: Key): Action | undefined {
	const { prefix } = state();
	const chord = chordOf(key);
	return look.keymap.get(prefix === "" ? chord : `${prefix} ${chord}`);
}

/** What Ctrl+C has armed is over with whatever else one does, Esc ends it itself; so is a climb, and a first key. */
function disarm({ state, change }: Desk, action: Action | undefined): void {
	const { climbing, leaving, prefix } = state();
	if (climbing || prefix !== "") change((now) => ({ ...now, climbing: false, prefix: "" }));
	if (!leaving || action?.name === "interrupt" || action?.name === "escape") return;
	change((now) => ({ ...now, leaving: false, hint: "" }));
}

function take(desk: Desk, typed: Typed): void {
	if (typed.type === "key") return;
	// A question mark on an empty line asks for help; in a text it is one.
	if (typed.type === "text" && typed.text === "?" && desk.state().editor.text === "") {
		desk.toggle({ type: "help", top: 0 });
		return;
	}
	desk.change((state) => ({ ...state, layer: noLayer }));
	desk.edit((editor) =>
		typed.type === "text" ? insert(editor, typed.text) : paste(editor, typed.text),
	);
	if (typed.type === "text") tellTyping(desk);
}

function tellTyping({ state, change, client, now }: Desk): void {
	const { editor, current, typingToldAt } = state();
	if (editor.text.startsWith("/") || now() - typingToldAt < typingEveryMs) return;
	change((before) => ({ ...before, typingToldAt: now() }));
	client().typing(roomIn(current), true);
}
