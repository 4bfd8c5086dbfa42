import type { JsonObject, RefusalCode } from "./frame.ts";
import { bodyLimitBytes, nestingLimit } from "./limits.ts";

/** Whether a parsed JSON value can be a frame. */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Finds what is wrong with the announced length of a frame's body. */
export function findBodyProblem(length: unknown): RefusalCode | undefined {
	if (typeof length !== "number" || !Number.isInteger(length) || length < 0)
		return "bad_body_length";
	return length > bodyLimitBytes ? "body_too_long" : undefined;
}

/**
 * Finds the first rule that a parsed value breaks. `escaped` says that its text had a `\u`: valid
 * UTF-8 holds no lone surrogate, so only an escape can make one and the rest need no look.
 */
export function findValueProblem(
	value: unknown,
	escaped: boolean,
	depth = 1,
): RefusalCode | undefined {
	if (typeof value === "number") return isExact(value) ? undefined : "unsafe_integer";
	if (typeof value === "string")
		return escaped && !value.isWellFormed() ? "lone_surrogate" : undefined;
	if (typeof value !== "object" || value === null) return undefined;
	// Stops here, so the recursion is bounded however deep the peer nests.
	if (depth > nestingLimit) return "too_deep";
	if (Array.isArray(value)) return findItemProblem(value, escaped, depth);
	return isJsonObject(value) ? findMemberProblem(value, escaped, depth) : undefined;
}

function findItemProblem(items: readonly unknown[], escaped: boolean, depth: number) {
	for (const item of items) {
		const problem = findValueProblem(item, escaped, depth + 1);
		if (problem !== undefined) return problem;
	}
	return undefined;
}

function findMemberProblem(members: JsonObject, escaped: boolean, depth: number) {
	// for-in and not Object.keys: no array per object on the hot path. What JSON.parse made has
	// no enumerable members but its own.
	for (const key in members) {
		if (escaped && !key.isWellFormed()) return "lone_surrogate";
		const problem = findValueProblem(members[key], escaped, depth + 1);
		if (problem !== undefined) return problem;
	}
	return undefined;
}

function isExact(value: number): boolean {
	return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
