import { expect, test } from "vitest";
import { backgroundCode, foregroundCode, toRgb } from "./colour.ts";

test.each([
	[1, 8, ["31", "41"]],
	[9, 8, ["91", "101"]],
	[208, 8, ["38;5;208", "48;5;208"]],
	["default", 24, ["39", "49"]],
	["#ff8700", 24, ["38;2;255;135;0", "48;2;255;135;0"]],
	["#ff8700", 8, ["38;5;208", "48;5;208"]],
	["#808081", 8, ["38;5;244", "48;5;244"]],
	["#fe0101", 4, ["91", "101"]],
	[196, 4, ["91", "101"]],
	[231, 4, ["97", "107"]],
] as const)(
	"the colour %j is written with %i bits, before and behind text, as %j",
	(colour, depth, codes) => {
		expect([foregroundCode(colour, depth), backgroundCode(colour, depth)]).toEqual(codes);
	},
);

test("a colour that a terminal does not have becomes one as light as it", () => {
	// Of the sixteen, dark green looks most like this in hue, and could not be read where it can.
	expect(foregroundCode(22, 4)).toBe("90");
});

test.each([
	[16, [0, 0, 0]],
	[208, [255, 135, 0]],
	[231, [255, 255, 255]],
	[232, [8, 8, 8]],
	[255, [238, 238, 238]],
	["#1e1e2e", [30, 30, 46]],
] as const)("the light of %j is %j, as xterm has it", (colour, rgb) => {
	expect(toRgb(colour)).toEqual(rgb);
});
