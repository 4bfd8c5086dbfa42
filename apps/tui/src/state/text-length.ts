import { messageLimitBytes } from "@partyline/shared/text/message-text";
import type { InputEvent } from "../input/event.ts";
import type { State } from "./state.ts";

/** More lines than this at once may not be what one meant to send. */
const longPaste = 30;

/** Why a text cannot be sent as one message, and what to do; undefined when it can. */
export function lengthProblem(text: string, limitBytes = messageLimitBytes): string | undefined {
	const bytes = Buffer.byteLength(text);
	if (bytes <= limitBytes) return undefined;
	return `This is ${inKiB(bytes)} long, and a message has at most ${inKiB(limitBytes)}: shorten it, or send it in parts. Nothing was sent.`;
}

function inKiB(bytes: number): string {
	return `${Math.ceil((bytes * 10) / 1024) / 10} KiB`;
}

type Paste = Extract<InputEvent, { type: "paste" }>;

/** The state with a hint at a paste of many lines, or of more than was taken. */
export function hintAtPaste(state: State, { text, cut }: Paste): State {
	if (cut === true) return { ...state, hint: "only the first 1 MiB was taken" };
	const lines = text.replaceAll(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").length;
	if (lines <= longPaste) return state;
	const hint = `${lines} lines: Enter sends one message, Ctrl+_ takes them back`;
	return { ...state, hint };
}
