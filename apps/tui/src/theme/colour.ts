/** One of the 256 colours of a terminal by its number, any colour as "#rrggbb", or the terminal's own as "default". */
export type Colour = number | string;

/** How many bits of colour a terminal has, as Node's `getColorDepth` tells: 1 is none at all. */
export type Depth = number;

/** The sixteen colours that have a name, in the order of their numbers. */
export const colourNames: readonly string[] = [
	"black",
	"red",
	"green",
	"yellow",
	"blue",
	"magenta",
	"cyan",
	"white",
	"bright-black",
	"bright-red",
	"bright-green",
	"bright-yellow",
	"bright-blue",
	"bright-magenta",
	"bright-cyan",
	"bright-white",
];

type Rgb = readonly [number, number, number];

// What xterm makes of them; other terminals have their own.
const first16: readonly string[] = [
	"#000000",
	"#cd0000",
	"#00cd00",
	"#cdcd00",
	"#0000ee",
	"#cd00cd",
	"#00cdcd",
	"#e5e5e5",
	"#7f7f7f",
	"#ff0000",
	"#00ff00",
	"#ffff00",
	"#5c5cff",
	"#ff00ff",
	"#00ffff",
	"#ffffff",
];

const foreground = { normal: 30, bright: 90, extended: 38 };
const background = { normal: 40, bright: 100, extended: 48 };

/** The parameters of SGR that write in a colour, or the nearest one that a terminal of this depth has. */
export function foregroundCode(colour: Colour, depth: Depth): string {
	return codeOf(colour, depth, foreground);
}

/** The parameters of SGR that write on a colour. */
export function backgroundCode(colour: Colour, depth: Depth): string {
	return codeOf(colour, depth, background);
}

function codeOf(colour: Colour, depth: Depth, ground: typeof foreground): string {
	if (colour === "default") return `${ground.normal + 9}`;
	if (typeof colour === "string" && depth >= 24)
		return `${ground.extended};2;${toRgb(colour).join(";")}`;
	const number = depth >= 8 ? toNumber(colour, 16, 256) : toNumber(colour, 0, 16);
	if (number < 8) return `${ground.normal + number}`;
	return number < 16 ? `${ground.bright + number - 8}` : `${ground.extended};5;${number}`;
}

/**
 * A colour as a number below `end`: its own, or that of the one from `start` on which looks most like it. Lightness
 * counts twice, because it is what makes text readable.
 */
function toNumber(colour: Colour, start: number, end: number): number {
	if (typeof colour === "number" && colour < end) return colour;
	const wanted = toLab(toRgb(colour));
	let nearest = start;
	let least = Number.POSITIVE_INFINITY;
	for (let number = start; number < end; number++) {
		const lab = toLab(toRgb(number));
		const far = Math.hypot(2 * (lab[0] - wanted[0]), lab[1] - wanted[1], lab[2] - wanted[2]);
		if (far < least) [nearest, least] = [number, far];
	}
	return nearest;
}

/** Red, green and blue of a colour, 0 to 255 each. */
export function toRgb(colour: Colour): Rgb {
	if (typeof colour === "string") return hexToRgb(colour);
	if (colour < 16) return hexToRgb(first16[colour] ?? "#000000");
	if (colour >= 232) {
		const grey = 8 + (colour - 232) * 10;
		return [grey, grey, grey];
	}
	const cube = colour - 16;
	return [toStep(Math.floor(cube / 36)), toStep(Math.floor(cube / 6) % 6), toStep(cube % 6)];
}

function toStep(step: number): number {
	return step === 0 ? 0 : 55 + step * 40;
}

function hexToRgb(hex: string): Rgb {
	const value = Number.parseInt(hex.slice(1), 16);
	return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Red, green and blue as shares of light, of which eyes take their sums (IEC 61966-2-1). */
export function toLinear(rgb: Rgb): Rgb {
	const [red, green, blue] = rgb.map((part) => {
		const share = part / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return [red ?? 0, green ?? 0, blue ?? 0];
}

function toLab(rgb: Rgb): Rgb {
	return linearToLab(toLinear(rgb));
}

/** CIELAB of light, under daylight (D65): a space in which distance is difference to the eye. */
export function linearToLab([red, green, blue]: Rgb): Rgb {
	const x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
	const y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
	const z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function curve(share: number): number {
	return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
}
