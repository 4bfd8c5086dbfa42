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
import { chooseTheme } from "./choose-theme.ts";
import type { OwnTheme, ThemeName } from "./theme.ts";

const usual = { background: "dark", noColor: false, depth: 8 } as const;
const own: OwnTheme = { base: "light", roles: { link: { colour: 4 } }, names: [1, 2] };

describe("the theme", () => {
	test.each([
		["auto", "dark", darkTheme],
		["auto", "light", lightTheme],
		["auto", undefined, eitherTheme],
		["contrast", "dark", contrastDarkTheme],
		["contrast", "light", contrastLightTheme],
		["contrast", undefined, contrastTheme],
		["dark", "light", darkTheme],
		["light", "dark", lightTheme],
		["contrast-dark", "light", contrastDarkTheme],
		["contrast-light", "dark", contrastLightTheme],
		["none", "dark", noneTheme],
	] as const)(
		"%s on a background that is %s fits it, or is the one that was named",
		(wanted, background, theme) => {
			expect(chooseTheme({ ...usual, wanted, background })).toBe(theme);
		},
	);

	test("of a person who wants no colours, or a terminal without, has none, whatever was chosen", () => {
		for (const wanted of ["auto", "contrast", "light", own] as const) {
			expect(chooseTheme({ ...usual, wanted, noColor: true })).toBe(noneTheme);
			expect(chooseTheme({ ...usual, wanted, depth: 1 })).toBe(noneTheme);
		}
	});

	test("of one's own is its base but for what it says", () => {
		const theme = chooseTheme({ ...usual, wanted: own });
		expect(theme.roles).toEqual({ ...lightTheme.roles, link: { colour: 4 } });
		expect(theme.names).toEqual([1, 2]);
		expect(chooseTheme({ ...usual, wanted: { ...own, names: undefined } }).names).toEqual(
			lightTheme.names,
		);
	});

	test.each<ThemeName>(["auto", "dark", "light"])(
		"%s has the terminal's own red and green where there are but sixteen colours",
		(wanted) => {
			const { roles } = chooseTheme({ ...usual, wanted, depth: 4 });
			expect([roles.problem.colour, roles.ok.colour]).toEqual([1, 2]);
		},
	);
});
