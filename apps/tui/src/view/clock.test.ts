import { expect, test } from "vitest";
import { timeOf } from "./clock.ts";

test.for([
	["24h", "14:05", "14:05"],
	["24h", "00:30", "00:30"],
	["12h", "14:05", " 2:05"],
	["12h", "00:30", "12:30"],
	["12h", "12:00", "12:00"],
	["none", "14:05", "     "],
] as const)("as %s, %s is %j", ([clock, time, shown]) => {
	const at = new Date(`2026-11-22T${time}`).getTime();
	expect(timeOf(at, clock)).toBe(shown);
});

test.each(["24h", "12h"] as const)(
	"a server that tells a time that is none ends nothing: %s",
	(clock) => {
		expect(timeOf(Number.MAX_VALUE, clock)).toBe("--:--");
	},
);
