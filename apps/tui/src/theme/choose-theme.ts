import {
	contrastDarkTheme,
	contrastLightTheme,
	contrastTheme,
	darkTheme,
	eitherTheme,
	lightTheme,
	noneTheme,
} from "./built-in.ts";
import type { Depth } from "./colour.ts";
import type { OwnTheme, Theme, ThemeName } from "./theme.ts";

/** What a theme is chosen by. */
export type Wanted = {
	/** A built-in theme, or what a theme file says. */
	readonly wanted: ThemeName | OwnTheme;
	/** What the terminal says of its background; undefined when it does not answer. */
	readonly background: "dark" | "light" | undefined;
	/** Whether colours are unwelcome, https://no-color.org */
	readonly noColor: boolean;
	readonly depth: Depth;
};

/** The theme for a person and their terminal. */
export function chooseTheme({ wanted, background, noColor, depth }: Wanted): Theme {
	if (noColor || depth < 4) return noneTheme;
	const isOwn = typeof wanted !== "string";
	const base = themeNamed(isOwn ? wanted.base : wanted, background);
	const usual = depth < 8 && isOrdinary(base) ? { ...base, roles: eitherTheme.roles } : base;
	if (!isOwn) return usual;
	return { roles: { ...usual.roles, ...wanted.roles }, names: wanted.names ?? usual.names };
}

// Of sixteen colours the nearest to a soft red is a grey; the terminal's own red is meant.
function isOrdinary(theme: Theme): boolean {
	return theme === darkTheme || theme === lightTheme;
}

function themeNamed(name: ThemeName, background: Wanted["background"]): Theme {
	if (name === "auto") return autoThemes[background ?? "unknown"];
	if (name === "contrast") return contrastThemes[background ?? "unknown"];
	return namedThemes[name];
}

const autoThemes = { dark: darkTheme, light: lightTheme, unknown: eitherTheme };
const contrastThemes = {
	dark: contrastDarkTheme,
	light: contrastLightTheme,
	unknown: contrastTheme,
};
const namedThemes = {
	dark: darkTheme,
	light: lightTheme,
	"contrast-dark": contrastDarkTheme,
	"contrast-light": contrastLightTheme,
	none: noneTheme,
};
