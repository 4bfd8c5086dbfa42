import type { Action } from "../actions/action.ts";
import type { Desk } from "../desk/desk.ts";
import { takeTypedOn } from "../desk/leaving.ts";
import { beginSelection } from "../desk/selecting.ts";
import { insert, paste } from "../input/editor.ts";
import { chordOf } from "../input/event.ts";
import { keyLabel } from "../input/key-label.ts";
import { openedHelp } from "../state/help.ts";
import { noLayer } from "../state/layer.ts";
import { roomIn } from "../state/place.ts";
import type { State } from "../state/state.ts";
import { hintAtPaste } from "../state/text-length.ts";
import type { Mode, Typed } from "./mode.ts";

/** Esc and then k within this time belong together. */
const escapeMs = 600;
/** One's typing is told again at most this often. */
const typingEveryMs = 4_000;

/** The chat: keys do what they are bound to, everything else goes into the line. */
export const chatMode: Mode = {
	take: (desk, typed) => {
		if (takeTypedOn(desk, typed) || chooses(desk, typed)) return;
		const { prefix } = desk.state();
		const chord = chordFrom(prefix, typed);
		const action = chord === undefined ? undefined : desk.look.keymap.get(chord);
		disarm(desk, action);
		if (action !== undefined) runAction(desk, action);
		else if (chord !== undefined && beginsChord(desk, chord)) waitForSecond(desk, chord);
		else if (chord !== undefined && prefix !== "")
			desk.change(hinting(`${keyLabel(chord)} does nothing`));
		else take(desk, typed);
	},
};

/** Does what a key does; Esc that has nothing to end may begin the selection. */
function runAction(desk: Desk, action: Action): void {
	const before = desk.state();
	action.run(desk);
	if (action.name !== "escape" || desk.state() !== before) return;
	desk.change((state) => ({ ...state, escapedAt: desk.now() }));
}

/** Whether this is the k right after an Esc that had nothing to end: it begins the selection. */
function chooses(desk: Desk, typed: Typed): boolean {
	const { escapedAt } = desk.state();
	if (escapedAt === 0) return false;
	desk.change((state) => ({ ...state, escapedAt: 0 }));
	if (typed.type !== "text" || typed.text !== "k" || desk.now() - escapedAt > escapeMs)
		return false;
	beginSelection(desk);
	return true;
}

/** What was pressed, as the key table has it, with the key before it; undefined for a text. */
function chordFrom(prefix: string, typed: Typed): string | undefined {
	// After Ctrl+X a letter is a key.
	const isLetter = typed.type === "text" && [...typed.text].length === 1 && prefix !== "";
	if (typed.type !== "key" && !isLetter) return undefined;
	const chord = typed.type === "key" ? chordOf(typed.key) : typed.text.toLowerCase();
	return prefix === "" ? chord : `${prefix} ${chord}`;
}

/** Whether a key is the first of two that belong together. */
function beginsChord({ look }: Desk, chord: string): boolean {
	return look.keymap.keys().some((known) => known.startsWith(`${chord} `));
}

function waitForSecond({ change }: Desk, chord: string): void {
	change((state) => {
		const hint = `${keyLabel(chord)} ${state.look.signs.ellipsis}`;
		return { ...state, hint, prefix: chord };
	});
}

function hinting(hint: string): (state: State) => State {
	return (state) => ({ ...state, hint });
}

/** What Ctrl+C has armed is over with whatever else one does, Esc ends it itself; so is a climb, and a first key. */
function disarm({ state, change }: Desk, action: Action | undefined): void {
	const { climbing, leaving, prefix, asking } = state();
	if (climbing) change((now) => ({ ...now, climbing: false }));
	if (prefix !== "") change((now) => ({ ...now, prefix: "", hint: "" }));
	if (asking && action?.name !== "submit") change((now) => ({ ...now, asking: false, hint: "" }));
	if (!leaving || action?.name === "interrupt" || action?.name === "escape") return;
	change((now) => ({ ...now, leaving: false, hint: "" }));
}

function take(desk: Desk, typed: Typed): void {
	if (typed.type === "key") return;
	// A question mark on an empty line asks for help; in a text it is one.
	if (typed.type === "text" && typed.text === "?" && desk.state().editor.text === "") {
		desk.toggle(openedHelp());
		return;
	}
	desk.change((state) => ({ ...state, layer: noLayer }));
	desk.edit((editor) =>
		typed.type === "text" ? insert(editor, typed.text) : paste(editor, typed.text),
	);
	if (typed.type === "text") tellTyping(desk);
	else desk.change((state) => hintAtPaste(state, typed));
}

function tellTyping({ state, change, client, now }: Desk): void {
	const { editor, current, typingToldAt } = state();
	if (editor.text.startsWith("/") || now() - typingToldAt < typingEveryMs) return;
	change((before) => ({ ...before, typingToldAt: now() }));
	client().typing(roomIn(current), true);
}
