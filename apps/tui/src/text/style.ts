import { eitherTheme, noneTheme } from "../theme/built-in.ts";
import { backgroundCode, type Colour, type Depth, foregroundCode } from "../theme/colour.ts";
import type { Role, RoleLook, Theme } from "../theme/theme.ts";

/** Dresses text that is already clean in colours and weights. */
export type Paint = (text: string) => string;

/** All the paints: the plain weights, and one for each role of a theme. */
export type Style = Readonly<Record<Role, Paint>> & {
	readonly bold: Paint;
	/** What the theme makes of `faint`: where contrast is wanted, nothing. */
	readonly dim: Paint;
	readonly italic: Paint;
	readonly underline: Paint;
	readonly inverse: Paint;
	/** The paint of a person's name: always the same for the same name. */
	readonly nameColour: (name: string) => Paint;
};

const defaultForeground = "39";
const defaultBackground = "49";

function createPaint(open: string, close: string): Paint {
	const start = `\x1b[${open}m`;
	const end = `\x1b[${close}m`;
	return (text) => {
		if (text === "") {
			return "";
		}
		// Paint inside paint: the inner end must not end the outer one.
		return start + (text.includes(end) ? text.replaceAll(end, end + start) : text) + end;
	};
}

const plain: Paint = (text) => text;

const weights = {
	bold: createPaint("1", "22"),
	dim: createPaint("2", "22"),
	italic: createPaint("3", "23"),
	underline: createPaint("4", "24"),
	inverse: createPaint("7", "27"),
};

/** Which of so many colours a name has. */
export function nameIndex(name: string, colours: number): number {
	// FNV-1a: spreads short names that differ in one letter.
	let hash = 0x811c9dc5;
	for (let at = 0; at < name.length; at++) {
		hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
	}
	return ((hash ^ (hash >>> 15)) >>> 0) % colours;
}

/** Which theme, and how many bits of colour the terminal has. */
export type StyleOptions =
	| { readonly theme: Theme; readonly depth: Depth }
	| { readonly colour: boolean };

/** Makes the paints of a theme; `colour` alone takes the terminal's own colours, or weights only. */
export function createStyle(options: StyleOptions): Style {
	if ("theme" in options) return paintsOf(options.theme, options.depth);
	return options.colour ? paintsOf(eitherTheme, 8) : paintsOf(noneTheme, 1);
}

function paintsOf(theme: Theme, depth: Depth): Style {
	const paintOf = (role: Role) => createLook(theme.roles[role], depth);
	const names = theme.names.map((colour) => createColour(colour, depth));
	return {
		problem: paintOf("problem"),
		ok: paintOf("ok"),
		warn: paintOf("warn"),
		hint: paintOf("hint"),
		link: paintOf("link"),
		mention: paintOf("mention"),
		own: paintOf("own"),
		rule: paintOf("rule"),
		fresh: paintOf("fresh"),
		gap: paintOf("gap"),
		selection: paintOf("selection"),
		pending: paintOf("pending"),
		refused: paintOf("refused"),
		title: paintOf("title"),
		quote: paintOf("quote"),
		search: paintOf("search"),
		faint: paintOf("faint"),
		...weights,
		dim: paintOf("faint"),
		nameColour: (name) => names[nameIndex(name, names.length)] ?? plain,
	};
}

function createLook(look: RoleLook, depth: Depth): Paint {
	const paints = [
		...(["bold", "dim", "italic", "underline", "inverse"] as const)
			.filter((weight) => look[weight] === true)
			.map((weight) => weights[weight]),
		...(look.background === undefined ? [] : [createBackground(look.background, depth)]),
		...(look.colour === undefined ? [] : [createColour(look.colour, depth)]),
	];
	return paints.reduceRight((inner, outer) => (text) => outer(inner(text)), plain);
}

function createColour(colour: Colour, depth: Depth): Paint {
	return depth < 4 ? plain : createPaint(foregroundCode(colour, depth), defaultForeground);
}

function createBackground(colour: Colour, depth: Depth): Paint {
	return depth < 4 ? plain : createPaint(backgroundCode(colour, depth), defaultBackground);
}
