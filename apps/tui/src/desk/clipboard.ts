import { widthOf } from "../text/width.ts";
import type { Desk } from "./desk.ts";

/** With its base64 and its head just below the 100,000 bytes that terminals take. */
const mostBytes = 74_994;

/**
 * What puts a text on the clipboard of whoever sits at the terminal (OSC 52), over ssh too; undefined for one
 * that is too long. tmux passes it on by itself or hands it through, as it is set: it is asked both ways.
 */
export function clipboardBytes(text: string, inTmux: boolean): string | undefined {
	const bytes = Buffer.from(text);
	if (bytes.length > mostBytes) return undefined;
	const copy = `\x1b]52;c;${bytes.toString("base64")}\x07`;
	return inTmux ? `${copy}\x1bPtmux;${copy.replaceAll("\x1b", "\x1b\x1b")}\x1b\\` : copy;
}

/** What a hint leaves to what always stands beside it. */
const statusWidth = 16;

/** What a text is called, and why it is copied. */
export type Copied = { readonly what: string; readonly why?: string };

/**
 * Copies a text and says so, and why where there is room for it. Whether the terminal takes it, nobody tells us.
 */
export function copyText(desk: Desk, text: string, copied: string | Copied): void {
	const { what, why = "" } = typeof copied === "string" ? { what: copied } : copied;
	const { inTmux } = desk.outside;
	const bytes = clipboardBytes(text, inTmux);
	if (bytes === undefined) {
		hint(desk, "That is too long for the clipboard; Alt+L shows it to select");
		return;
	}
	desk.terminal.send(bytes);
	const needs = inTmux ? "; in tmux: set -g set-clipboard on" : "";
	const whole = `copied ${what}${why === "" ? "" : `: ${why}`}${needs}`;
	const hasRoom = widthOf(whole) + statusWidth <= desk.state().columns;
	hint(desk, hasRoom ? whole : `copied ${what}${needs}`);
}

/** So many lines, in words. */
export function linesText(text: string): string {
	const lines = text.split("\n").length;
	return lines === 1 ? "1 line" : `${lines} lines`;
}

function hint({ change }: Desk, words: string): void {
	change((state) => ({ ...state, hint: words }));
}
