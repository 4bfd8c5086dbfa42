import { isDeepStrictEqual } from "node:util";
import type { Decoded, RefusalCode } from "@partyline/shared/framing/decoder";
import { bodyLimitBytes, frameLimitBytes, nestingLimit } from "@partyline/shared/framing/limits";

/** A frame, or which rules it breaks: the first that is found may be any of them. */
export type Expected =
	| { readonly value: object; readonly body?: Buffer }
	| { readonly codes: ReadonlySet<RefusalCode>; readonly fatal: boolean };

/**
 * What the rules of docs/protocol.md make of bytes that are all there: written for being simple, one line
 * after the other, and shares nothing with the decoder.
 */
export function decodeSimply(bytes: Buffer): Expected[] {
	const expected: Expected[] = [];
	const reader = { rest: bytes };
	for (let next = readNext(reader); next !== undefined; next = readNext(reader))
		if (next !== "blank") expected.push(next);
	return expected;
}

type Reader = { rest: Buffer };

const nothing = Buffer.alloc(0);

function readNext(reader: Reader): Expected | "blank" | undefined {
	const newline = reader.rest.indexOf("\n");
	const line = newline === -1 ? reader.rest : reader.rest.subarray(0, newline);
	const isTooLong = line.length > frameLimitBytes;
	reader.rest = newline === -1 || isTooLong ? nothing : reader.rest.subarray(newline + 1);
	if (isTooLong) return refuse("frame_too_long", true);
	if (newline === -1) return undefined;
	const read = readLine(line);
	if (read === undefined) return "blank";
	if ("codes" in read) {
		// Where the next frame begins is not known.
		if (read.fatal) reader.rest = nothing;
		return read;
	}
	return "body" in read.value ? takeBody(read.value, reader) : read;
}

function takeBody(value: object & { body: unknown }, reader: Reader): Expected | undefined {
	const length = Number(value.body);
	const body = reader.rest.subarray(0, length);
	reader.rest = reader.rest.subarray(length);
	return body.length < length ? undefined : { value, body };
}

/** Whether that is what was expected. */
export function isExpected(decoded: Decoded, expected: Expected | undefined): boolean {
	if (expected === undefined) return false;
	if (decoded.type === "refusal")
		return (
			"codes" in expected &&
			expected.codes.has(decoded.refusal.code) &&
			expected.fatal === decoded.refusal.fatal
		);
	if ("codes" in expected) return false;
	const { value, body } = decoded.frame;
	return isDeepStrictEqual(value, expected.value) && isDeepStrictEqual(body, expected.body);
}

function readLine(line: Buffer): Expected | undefined {
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
	} catch {
		return refuse("not_utf8", line.includes('"body"'));
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return /^[ \t\r]*$/.test(text) ? undefined : refuse("not_json", text.includes('"body"'));
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return refuse("not_an_object", false);
	const body = "body" in value ? value.body : 0;
	if (!Number.isInteger(body) || Number(body) < 0) return refuse("bad_body_length", true);
	if (Number(body) > bodyLimitBytes) return refuse("body_too_long", true);
	const codes = findProblems(value);
	return codes.size === 0 ? { value } : { codes, fatal: Object.hasOwn(value, "body") };
}

function findProblems(root: object): Set<RefusalCode> {
	const codes = new Set<RefusalCode>();
	const left: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
	for (let next = left.pop(); next !== undefined; next = left.pop()) {
		const { value, depth } = next;
		const code = problemOf(value, depth);
		if (code !== undefined) codes.add(code);
		if (typeof value !== "object" || value === null) continue;
		for (const [key, item] of Object.entries(value))
			left.push({ value: key, depth }, { value: item, depth: depth + 1 });
	}
	return codes;
}

function problemOf(value: unknown, depth: number): RefusalCode | undefined {
	switch (typeof value) {
		case "number":
			return isExact(value) ? undefined : "unsafe_integer";
		case "string":
			return /\p{Cs}/u.test(value) ? "lone_surrogate" : undefined;
		default:
			return typeof value === "object" && value !== null && depth > nestingLimit
				? "too_deep"
				: undefined;
	}
}

function isExact(value: number): boolean {
	return Number.isFinite(value) && (value % 1 !== 0 || Math.abs(value) < 2 ** 53);
}

function refuse(code: RefusalCode, fatal: boolean): Expected {
	return { codes: new Set([code]), fatal };
}
