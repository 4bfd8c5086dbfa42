import { describe, expect, test } from "vitest";
import {
	contrastDarkTheme,
	contrastLightTheme,
	contrastTheme,
	darkTheme,
	eitherTheme,
	lightTheme,
	noneTheme,
} from "./built-in.ts";
import { type Colour, foregroundCode } from "./colour.ts";
import { ciede2000, contrastOf, differenceOf, eyes } from "./testing/eyes.ts";
import type { Theme } from "./theme.ts";

const dark = ["#000000", "#1e1e2e"];
const light = ["#ffffff", "#fdf6e3"];

// What each theme promises of the backgrounds it is made for: the contrast, and how far its names stay apart.
const promises = [
	{ name: "dark", theme: darkTheme, grounds: dark, contrast: 4.5, apart: 14.9 },
	{ name: "light", theme: lightTheme, grounds: light, contrast: 4.5, apart: 10.5 },
	{ name: "contrast-dark", theme: contrastDarkTheme, grounds: dark, contrast: 7, apart: 10.8 },
	{ name: "contrast-light", theme: contrastLightTheme, grounds: light, contrast: 7, apart: 9.4 },
] as const;

function contrastOn(grounds: readonly Colour[], colour: Colour): number {
	return Math.min(...grounds.map((ground) => contrastOf(colour, ground)));
}

function pairsOf<Item>(items: readonly Item[]): (readonly [Item, Item])[] {
	return items.flatMap((one, index) =>
		items.slice(index + 1).map((other) => [one, other] as const),
	);
}

describe.each(promises)("the theme $name", ({ theme, grounds, contrast, apart }) => {
	test(`has a contrast of at least ${contrast} to 1 in every role, on every background it is for`, () => {
		for (const [role, { colour, background }] of Object.entries(theme.roles)) {
			if (colour === undefined) continue;
			const behind = background === undefined ? grounds : [background];
			expect({ role, contrast: contrastOn(behind, colour) }).toEqual({
				role,
				contrast: expect.toSatisfy((found: number) => found >= contrast),
			});
		}
	});

	test(`has a contrast of at least ${contrast} to 1 in every name`, () => {
		for (const colour of theme.names)
			expect(contrastOn(grounds, colour), `${colour}`).toBeGreaterThanOrEqual(contrast);
	});

	test.each(Object.entries(eyes))(`keeps names ${apart} apart for %s eyes`, (_eyes, matrix) => {
		for (const [one, other] of pairsOf(theme.names))
			expect(differenceOf(one, other, matrix), `${one} ${other}`).toBeGreaterThanOrEqual(apart);
	});

	test("can be read on a terminal of sixteen colours", () => {
		for (const colour of [...theme.names, ...coloursOf(theme)])
			expect(
				contrastOn(grounds, toSixteen(colour)),
				`${colour} is ${toSixteen(colour)}`,
			).toBeGreaterThanOrEqual(3);
	});
});

/** The colours of what is written on the background of the terminal. */
function coloursOf({ roles }: Theme): Colour[] {
	return Object.values(roles).flatMap(({ colour, background }) =>
		colour === undefined || background !== undefined ? [] : [colour],
	);
}

function toSixteen(colour: Colour): number {
	const code = Number(foregroundCode(colour, 4));
	return code >= 90 ? code - 82 : code - 30;
}

test("where the background is not known, names can be read on black and on white", () => {
	for (const colour of eitherTheme.names)
		expect(contrastOn(["#000000", "#ffffff"], colour), `${colour}`).toBeGreaterThanOrEqual(3);
});

test.each(Object.entries(eyes))(
	"where the background is not known, names stay 12.2 apart for %s eyes",
	(_eyes, matrix) => {
		for (const [one, other] of pairsOf(eitherTheme.names))
			expect(differenceOf(one, other, matrix), `${one} ${other}`).toBeGreaterThanOrEqual(12.2);
	},
);

test("without colour, and for contrast on an unknown background, no theme gives a colour", () => {
	for (const theme of [noneTheme, contrastTheme]) {
		expect(theme.names).toEqual([]);
		for (const { colour, background } of Object.values(theme.roles))
			expect([colour, background]).toEqual([undefined, undefined]);
	}
});

test("where contrast is wanted nothing is faint", () => {
	for (const { roles } of [contrastTheme, contrastDarkTheme, contrastLightTheme])
		for (const look of Object.values(roles)) expect(look.dim).toBeUndefined();
});

// Of the table published with the formula: what implementations get wrong.
test.each([
	[[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
	[[50, 0, 0], [50, -1, 2], 2.3669],
	[[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
	[[50, 2.5, 0], [73, 25, -18], 27.1492],
	[[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
	[[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
] as const)(
	"the difference of %j and %j is as its authors computed it",
	(one, other, difference) => {
		expect(ciede2000(one, other)).toBeCloseTo(difference, 4);
	},
);
