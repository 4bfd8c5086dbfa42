import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { chordOf, type InputEvent } from "../input/event.ts";
import { keyLabel } from "../input/key-label.ts";
import type { KeysTestLayer, SeenInput } from "../state/keys-test.ts";
import type { State } from "../state/state.ts";
import { pad } from "../text/truncate.ts";
import { wrap } from "../text/wrap.ts";

/** The key tester, as rows of exactly this width, the newest at the bottom. */
export function keysTestLines(
	state: State,
	layer: KeysTestLayer,
	{ width, height }: { readonly width: number; readonly height: number },
): string[] {
	const { style, signs } = state.look;
	const intro = wrap(
		layer.ending
			? "Esc once more ends this."
			: "Press a key: here is what your terminal sends and what it does. Esc twice ends this.",
		width - 1,
	);
	const head = [" Keys", ...intro.map((line) => ` ${line}`)].map((line) =>
		pad(line, width, signs.ellipsis),
	);
	const rows = layer.seen.flatMap((input) => inputRows(input, state.look, width));
	const room = Math.max(0, height - head.length);
	const shown = rows.slice(rows.length - Math.min(rows.length, room));
	const blanks = Array.from({ length: room - shown.length }, () => " ".repeat(width));
	const [title = "", ...rest] = head;
	return [style.inverse(title), ...rest, ...shown, ...blanks].slice(0, height);
}

function inputRows({ bytes, event }: SeenInput, { keymap, signs }: Look, width: number): string[] {
	const head = bytes === "" ? [] : [` ${readable(bytes)}`];
	return [...head, `   ${eventText(event, keymap)}`].map((row) => pad(row, width, signs.ellipsis));
}

type Look = State["look"];
type Keymap = Look["keymap"];

/** Bytes as one can read and write them down: "ESC [ 1 ; 3 A". */
export function readable(bytes: string): string {
	return Array.from(bytes, (char) => controlNames.get(char) ?? byteText(char)).join(" ");
}

const controlNames = new Map([
	["\x1b", "ESC"],
	["\r", "CR"],
	["\n", "LF"],
	["\t", "TAB"],
	[" ", "SP"],
	["\x7f", "DEL"],
]);

function byteText(char: string): string {
	const code = char.codePointAt(0) ?? 0;
	if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
	return code < 0x7f ? char : `\\x${code.toString(16).padStart(2, "0")}`;
}

/** What something from the terminal was taken for. */
function eventText(event: InputEvent, keymap: Keymap): string {
	switch (event.type) {
		case "key":
			return keyText(chordOf(event.key), keymap);
		case "text":
			return `text: ${sanitizeLine(event.text)}`;
		case "paste":
			return `a paste of ${event.text.length} characters`;
		case "focus":
			return event.focused ? "the window has the keyboard" : "the window lost the keyboard";
		case "mouse":
			return `mouse: ${event.action} ${event.button}, column ${event.column + 1}, row ${event.row + 1}`;
		case "reply":
			return `an answer of the terminal: ${event.kind}`;
	}
}

function keyText(chord: string, keymap: Keymap): string {
	const longer = [...keymap.keys()].some((known) => known.startsWith(`${chord} `));
	const action = keymap.get(chord);
	const what =
		action === undefined ? (longer ? "begins a longer one" : "does nothing") : action.help;
	return `${keyLabel(chord)}: ${what}. In the file: "${chord}" = "${action?.name ?? "ACTION"}"`;
}
