import { Buffer } from "node:buffer";
import { toCodePointName } from "./code-point.ts";

/** The longest text of a message, in UTF-8: eight screens of 80 by 24, and a quarter of a frame. */
export const messageLimitBytes = 16 * 1024;

/** A text that may be posted, or what is wrong with it. */
export type MessageTextResult = { ok: true; text: string } | { ok: false; problem: string };

const forbidden = /(?![\n\t])\p{Cc}/gu;

/** Reads the text of a message, which is kept as it is but for `\r\n` and newlines at its end. */
export function parseMessageText(raw: string): MessageTextResult {
	const text = cutTrailingNewlines(raw.replaceAll("\r\n", "\n"));
	const problem = findProblem(text);
	return problem === undefined ? { ok: true, text } : { ok: false, problem };
}

function findProblem(text: string): string | undefined {
	if (text.trim() === "") return "A message may not be empty.";
	const lengthBytes = Buffer.byteLength(text);
	if (lengthBytes > messageLimitBytes)
		return `A message may have at most ${messageLimitBytes} bytes of UTF-8; this one has ${lengthBytes}.`;
	if (!text.isWellFormed())
		return "A message must be whole characters; this one has a lone surrogate.";
	const found = new Set(text.match(forbidden));
	if (found.size === 0) return undefined;
	const names = Array.from(found, toCodePointName).join(", ");
	return `A message may have no control characters but newline and tab; this one has ${names}.`;
}

function cutTrailingNewlines(text: string): string {
	// Not /\n+$/, which starts over at every newline of a text full of them.
	let end = text.length;
	while (text[end - 1] === "\n") end -= 1;
	return text.slice(0, end);
}
