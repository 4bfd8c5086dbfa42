import { z } from "zod";
import { checkToml, choice, flag, knownOnly } from "../config/check-toml.ts";
import { nearestTo } from "../config/nearest.ts";
import { type Problem, quote, unknownName } from "../config/problem.ts";
import { type Colour, colourNames } from "./colour.ts";
import { type OwnTheme, roles, type ThemeName, themeNames } from "./theme.ts";

/** A theme as it is wanted, and what of its file could not be taken. */
export type ReadTheme = {
	readonly theme: ThemeName | OwnTheme;
	readonly problems: readonly Problem[];
};

const hexColour = /^#[0-9a-f]{6}$/i;

const colour = z.custom<Colour>(isColour, { error: colourProblem }).transform(toColour);

const look = knownOnly({
	colour: colour.exactOptional(),
	background: colour.exactOptional(),
	bold: flag.exactOptional(),
	dim: flag.exactOptional(),
	italic: flag.exactOptional(),
	underline: flag.exactOptional(),
	inverse: flag.exactOptional(),
});

const looks = Object.fromEntries(roles.map((role) => [role, look.exactOptional()]));

const file = knownOnly({
	base: choice(themeNames).default("auto"),
	names: z
		.array(colour, { error: 'must be a list of colours, such as [75, "#ff8800"]' })
		.max(64, { error: "must be at most 64 colours" })
		.optional(),
	roles: knownOnly(looks).default({}),
});

/** Reads the text of a theme file; what is wrong with it is told, all of it, and is as in its base. */
export function parseTheme(text: string, name: string): ReadTheme {
	const { value, problems } = checkToml(text, name, {
		schema: file,
		// A list with a hole in it would give people other colours than those that were chosen.
		whole: (path) => (path[0] === "names" ? ["names"] : path),
	});
	return { theme: { base: value.base, roles: value.roles, names: value.names }, problems };
}

function isColour(word: unknown): boolean {
	if (typeof word === "string")
		return hexColour.test(word) || word === "default" || colourNames.includes(word);
	return Number.isInteger(word) && Number(word) >= 0 && Number(word) <= 255;
}

function colourProblem({ input }: { readonly input?: unknown }): string {
	const names = ["default", ...colourNames];
	if (typeof input === "string" && nearestTo(input, names) !== undefined)
		return unknownName("colour", input, names);
	const found = typeof input === "string" ? quote(input) : `${input}`;
	return `must be 0 to 255, "#rrggbb", "default" or a name such as "bright-red", not ${found}`;
}

function toColour(word: Colour): Colour {
	const number = typeof word === "string" ? colourNames.indexOf(word) : -1;
	return number === -1 ? word : number;
}
