import { expect, test } from "vitest";
import { at } from "./events.ts";
import { beforeFirst, cursor, nextSeq, placeBefore, seq } from "./ids.ts";
import { methods } from "./methods.ts";
import { loginResult } from "./shapes.ts";

test("every time on the wire is a valid Date", () => {
	expect(new Date(at.parse(8.64e15)).toISOString()).toBe("+275760-09-13T00:00:00.000Z");
	expect(at.safeParse(8.64e15 + 1).success).toBe(false);
});

test.each([
	["seq", seq],
	["cursor", cursor],
])("the seq after the last %s is exact", (_, schema) => {
	const last = schema.parse(Number.MAX_SAFE_INTEGER - 1);
	expect(nextSeq(last)).toBe(Number.MAX_SAFE_INTEGER);
	expect(schema.safeParse(Number.MAX_SAFE_INTEGER).success).toBe(false);
});

test("a place before another one is never before the first event", () => {
	expect(placeBefore(cursor.parse(9), 4)).toBe(5);
	expect(placeBefore(cursor.parse(3), 4)).toBe(beforeFirst);
});

test.each([
	[0, false],
	[1, true],
	[128, true],
	[129, false],
])("a token of %d characters: login gives it exactly if it takes it", (length, isTaken) => {
	const token = "t".repeat(length);
	const result = { account: "ann", name: "ann", role: "guest", rooms: [], token };
	expect(loginResult.safeParse(result).success).toBe(isTaken);
	expect(methods.login.params.safeParse({ token }).success).toBe(isTaken);
});
