import { expect, test } from "vitest";
import { nearestTo } from "./nearest.ts";

const names = ["next-unread", "next-room", "help", "rooms", "textMax"];

test("between two that are as near, a caller may prefer the one with the same first letter", () => {
	expect(nearestTo("pame", ["name", "page"])).toBe("name");
	expect(nearestTo("pame", ["name", "page"], { firstLetter: true })).toBe("page");
});

test.each([
	["nxt-unread", "next-unread"],
	["hlep", "help"],
	["room", "rooms"],
	["Rooms", "rooms"],
	["textmax", "textMax"],
	["next", "next-unread"],
	["h", undefined],
	["", undefined],
	["quite-another", undefined],
	["nxt-unrd", undefined],
	["x".repeat(10_000), undefined],
])("the name meant by %.20j is %j", (word, name) => {
	expect(nearestTo(word, names)).toBe(name);
});
