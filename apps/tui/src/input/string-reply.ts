import type { Reply } from "./event.ts";
import { toCharKey } from "./named-keys.ts";
import type { Token, TokenReader } from "./token.ts";
import { createToken } from "./token.ts";
import { decodeUtf8 } from "./utf8.ts";

const bel = 0x07;
const esc = 0x1b;

function findEnd(input: string): number {
	for (let at = 2; at < input.length; at++) {
		const code = input.charCodeAt(at);
		if (code < 0x20 || code === 0x7f) {
			return at;
		}
	}
	return -1;
}

function toReply(kind: "osc" | "dcs" | "apc", body: string): Reply {
	if (kind !== "osc") {
		return { type: "reply", kind, text: decodeUtf8(body) };
	}
	const [, digits = "", text = ""] = /^(\d*);?(.*)$/s.exec(body) ?? [];
	return { type: "reply", kind, code: Number(digits), text: decodeUtf8(text) };
}

function readEnd(kind: "osc" | "dcs" | "apc", input: string): Token | undefined {
	const end = findEnd(input);
	if (end === -1 || (end === input.length - 1 && input.charCodeAt(end) === esc)) {
		return undefined;
	}
	const body = input.slice(2, end);
	if (input.charCodeAt(end) === bel) {
		return createToken(end + 1, toReply(kind, body));
	}
	if (input.startsWith("\x1b\\", end)) {
		return createToken(end + 2, toReply(kind, body));
	}
	// Enter or Ctrl+C in the middle: it was no answer; the key must work, the rest is dropped.
	return createToken(end);
}

/** Makes the reader of a string answer; what does not begin like an answer was alt and a character. */
export function stringReader(kind: "osc" | "dcs" | "apc", first: RegExp): TokenReader {
	return (input) => {
		const opener = input[2];
		if (opener === undefined) {
			return undefined;
		}
		if (!first.test(opener)) {
			return createToken(2, toCharKey(input.slice(1, 2), { alt: true }));
		}
		return readEnd(kind, input);
	};
}
