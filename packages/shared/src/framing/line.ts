import { type Buffer, isUtf8 } from "node:buffer";
import type { Decoded, RefusalCode } from "./frame.ts";
import { toRefusal } from "./refusal.ts";
import { findBodyProblem, findValueProblem, isJsonObject } from "./value-rules.ts";

/** Reads the line in `bytes` from `start` to `end`; a blank one is nothing. */
export function parseLine(bytes: Buffer, start: number, end: number): Decoded | undefined {
	const text = bytes.toString("utf8", start, end);
	// Wrong bytes always become U+FFFD. Looking for that first spares well-formed lines the second
	// pass and the subarray, together as dear as the decoding itself.
	if (text.includes("\uFFFD") && !isUtf8(bytes.subarray(start, end)))
		return refuseText("not_utf8", text);
	// Before it is parsed: to throw takes a hundred times longer, and blank lines cost their sender nothing.
	if (isBlank(text)) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// Only a SyntaxError can come; its message would quote the line, which may hold a password.
		return refuseText("not_json", text);
	}
	if (!isJsonObject(value)) return toRefusal("not_an_object", false);
	const hasBody = Object.hasOwn(value, "body");
	const problem =
		(hasBody ? findBodyProblem(value.body) : undefined) ??
		findValueProblem(value, text.includes("\\u"));
	// The sender goes on with the body of a frame that we refuse, and what somebody else wrote
	// in a file must never be read as this peer's frames.
	if (problem !== undefined) return toRefusal(problem, hasBody);
	return { type: "frame", frame: { value } };
}

/** A line that cannot be parsed may announce a body all the same: a stray byte in a file name. */
function refuseText(code: RefusalCode, text: string): Decoded {
	return toRefusal(code, text.includes('"body"'));
}

function isBlank(text: string): boolean {
	// Not trim(), which would take a byte order mark for a blank.
	return /^[ \t\r]*$/.test(text);
}
