import type { ReadStream } from "node:tty";
import { backspace, type Editor, emptyEditor, insert } from "../input/editor.ts";
import type { TypistEvents } from "./typist.ts";

/** Lines of a terminal while a secret is typed. */
export type HiddenLine = {
	/** What was meant by the keys of a line. */
	readonly clean: (line: string) => string;
	/** Shows again what is typed. */
	readonly show: () => void;
};

/** Lets a terminal that edits its lines itself show nothing of what is typed. It edits nothing then, so we do. */
export function hideSecret(input: ReadStream, onInterrupt: () => void): HiddenLine {
	const look = (chunk: Buffer | string) => {
		if (chunk.includes("\x03")) onInterrupt();
	};
	input.setRawMode(true);
	input.on("data", look);
	return {
		clean: cleanLine,
		show: () => {
			input.off("data", look);
			input.setRawMode(false);
		},
	};
}

function cleanLine(line: string): string {
	let typed = emptyEditor();
	for (const key of line)
		if (key === "\x03" || key === "\x15") typed = emptyEditor();
		else typed = key === "\x7f" || key === "\b" ? backspace(typed) : insert(typed, key);
	return typed.text;
}

type Key = { readonly name?: string | undefined; readonly ctrl?: boolean };

/** Takes the keys of a secret one by one, and tells when it is whole. */
export function createSecretKeys({
	onLine,
	onInterrupt,
}: Pick<TypistEvents, "onLine" | "onInterrupt">): (text: string | undefined, key: Key) => void {
	let typed: Editor = emptyEditor();
	const take = () => {
		const { text } = typed;
		typed = emptyEditor();
		return text;
	};
	return (text = "", { name = "", ctrl = false }) => {
		if (ctrl && name === "c") {
			take();
			onInterrupt();
		} else if (name === "return" || name === "enter") void onLine(take());
		else typed = editSecret(typed, text, ctrl ? `ctrl+${name}` : name);
	};
}

function editSecret(typed: Editor, text: string, key: string): Editor {
	if (key === "ctrl+u") return emptyEditor();
	if (key === "backspace") return backspace(typed);
	// A key without a letter is told as an escape sequence.
	return /\p{Cc}/u.test(text) ? typed : insert(typed, text);
}
