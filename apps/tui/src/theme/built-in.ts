import type { RoleLook, Theme } from "./theme.ts";

// The palettes of names were found by search: of the colours 16 to 255 that are no greys and have the contrast, those
// that stay farthest apart to any eyes. palette.test.ts computes what they promise.

/** Weights alone: for no colours, and the ground that the other themes are laid on. */
export const noneTheme: Theme = {
	roles: {
		problem: { bold: true },
		ok: {},
		warn: { bold: true },
		hint: {},
		link: { underline: true },
		mention: { bold: true, inverse: true },
		own: { bold: true },
		rule: { dim: true },
		fresh: { bold: true },
		gap: { bold: true },
		selection: { inverse: true },
		pending: { dim: true },
		refused: { bold: true },
		title: { bold: true },
		quote: { italic: true },
		search: { bold: true, underline: true },
		faint: { dim: true },
	},
	names: [],
};

const red: RoleLook = { colour: 1 };

/** For a terminal that does not say whether it is dark: its own colours, and names that can be read on black and on white. */
export const eitherTheme: Theme = {
	roles: {
		...noneTheme.roles,
		problem: red,
		ok: { colour: 2 },
		warn: { colour: 3 },
		hint: { colour: 6 },
		fresh: { colour: 3 },
		gap: { colour: 3 },
		refused: red,
	},
	names: [29, 58, 93, 100, 105, 126, 139, 198],
};

/** For backgrounds from black to a dark slate. */
export const darkTheme: Theme = {
	roles: {
		...noneTheme.roles,
		problem: { colour: 210 },
		ok: { colour: 114 },
		warn: { colour: 221 },
		hint: { colour: 80 },
		link: { colour: 111, underline: true },
		mention: { colour: 16, background: 222, bold: true },
		rule: { colour: 245 },
		fresh: { colour: 215, bold: true },
		gap: { colour: 216 },
		pending: { colour: 247 },
		refused: { colour: 210 },
		quote: { colour: 150, italic: true },
		search: { colour: 16, background: 153, underline: true },
		faint: { colour: 247 },
	},
	names: [73, 87, 135, 147, 180, 194, 202, 228],
};

/** For backgrounds from white to a light cream. */
export const lightTheme: Theme = {
	roles: {
		...noneTheme.roles,
		problem: { colour: 124 },
		ok: { colour: 22 },
		warn: { colour: 94 },
		hint: { colour: 23 },
		link: { colour: 26, underline: true },
		mention: { colour: 16, background: 222, bold: true },
		rule: { colour: 242 },
		fresh: { colour: 90, bold: true },
		gap: { colour: 90 },
		pending: { colour: 241 },
		refused: { colour: 124 },
		quote: { colour: 58, italic: true },
		search: { colour: 16, background: 153, underline: true },
		faint: { colour: 241 },
	},
	names: [21, 27, 53, 88, 91, 96, 125, 160],
};

// Where contrast is wanted nothing is faint: how faint that is, the terminal would decide.
const clearRoles: Theme["roles"] = {
	...noneTheme.roles,
	rule: {},
	pending: { italic: true },
	faint: {},
};

/** High contrast where the background is not known: the terminal's own two colours. */
export const contrastTheme: Theme = { roles: clearRoles, names: [] };

/** High contrast on dark backgrounds. */
export const contrastDarkTheme: Theme = {
	roles: {
		...clearRoles,
		problem: { colour: 217, bold: true },
		ok: { colour: 120 },
		warn: { colour: 228, bold: true },
		hint: { colour: 123 },
		link: { colour: 153, underline: true },
		fresh: { colour: 228, bold: true },
		gap: { colour: 228, bold: true },
		refused: { colour: 217, bold: true },
	},
	names: [78, 147, 158, 178, 190, 211, 225, 229],
};

/** High contrast on light backgrounds. */
export const contrastLightTheme: Theme = {
	roles: {
		...clearRoles,
		problem: { colour: 88, bold: true },
		ok: { colour: 22 },
		warn: { colour: 52, bold: true },
		hint: { colour: 17 },
		link: { colour: 18, underline: true },
		fresh: { colour: 53, bold: true },
		gap: { colour: 53, bold: true },
		refused: { colour: 88, bold: true },
	},
	names: [17, 21, 22, 52, 89, 91],
};
