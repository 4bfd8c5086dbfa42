import { WireError } from "@partyline/shared/protocol/errors";
import { accountName } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import { expect, test } from "vitest";
import { fromOlder, toOlder } from "./older.ts";

const ann = accountName.parse("ann");
const bob = accountName.parse("bob");

test.each([0, 1, 255, 2 ** 32, Number.MAX_SAFE_INTEGER])("the place %d comes back", (place) => {
	const older = toOlder(ann, place);
	expect(older.length).toBeLessThanOrEqual(limits.olderChars);
	expect(fromOlder(ann, older)).toBe(place);
});

test("one place and the next look like any two, and so does the same place told twice", () => {
	for (const place of [1_000, 1_001]) {
		const [first = "", second = ""] = [toOlder(ann, 1_000), toOlder(ann, place)];
		const alike = [...first].filter((character, index) => character === second[index]);
		expect(alike.length).toBeLessThan(first.length / 2);
	}
});

test("what somebody else was told is refused", () => {
	expect(() => fromOlder(bob, toOlder(ann, 5))).toThrow(WireError);
});

test("what was told is refused once a bit of it is another", () => {
	const bytes = Buffer.from(toOlder(ann, 5), "base64url");
	for (let bit = 0; bit < bytes.length * 8; bit++) {
		const changed = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
		const older = Buffer.from(changed).toString("base64url");
		expect(() => fromOlder(ann, older), `bit ${bit}`).toThrow(WireError);
	}
});

test.each(["", "1000", "A".repeat(22), "A".repeat(48), `${toOlder(ann, 5)}AAAA`, "#general 5"])(
	"what the server never told is refused: %s",
	(older) => {
		expect(() => fromOlder(ann, older)).toThrow(WireError);
	},
);
