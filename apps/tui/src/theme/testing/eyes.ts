import { type Colour, linearToLab, toLinear, toRgb } from "../colour.ts";

type Three = readonly [number, number, number];
type Matrix = readonly [Three, Three, Three];

/**
 * What eyes make of light. Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
 * Vision Deficiency", IEEE Transactions on Visualization and Computer Graphics 15(6), 2009; severity 1.
 */
export const eyes = {
	normal: [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1],
	],
	protanopic: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998],
	],
	deuteranopic: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881],
	],
	tritanopic: [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039],
	],
} as const satisfies Record<string, Matrix>;

/** How different two colours are to some eyes: CIEDE2000, in which 1 is what one can just see side by side. */
export function differenceOf(one: Colour, other: Colour, matrix: Matrix): number {
	return ciede2000(seen(one, matrix), seen(other, matrix));
}

function seen(colour: Colour, [red, green, blue]: Matrix): Three {
	const light = toLinear(toRgb(colour));
	return linearToLab([shown(red, light), shown(green, light), shown(blue, light)]);
}

function shown([a, b, c]: Three, [red, green, blue]: Three): number {
	return Math.min(1, Math.max(0, a * red + b * green + c * blue));
}

/** The contrast of WCAG 2.2, 1 to 21. */
export function contrastOf(one: Colour, other: Colour): number {
	const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

function luminanceOf(colour: Colour): number {
	const [red, green, blue] = toLinear(toRgb(colour));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const degree = Math.PI / 180;

/** Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula", Color Research and Application 30(1), 2005. */
export function ciede2000(one: Three, other: Three): number {
	const grey = (Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2;
	const stretch = 1.5 - 0.5 * Math.sqrt(grey ** 7 / (grey ** 7 + 25 ** 7));
	const a = toPolar(one, stretch);
	const b = toPolar(other, stretch);
	const isGrey = a.chroma * b.chroma === 0;
	const turn = isGrey ? 0 : ((b.hue - a.hue + 540) % 360) - 180;
	const light = (one[0] + other[0]) / 2;
	const chroma = (a.chroma + b.chroma) / 2;
	const hue = isGrey ? a.hue + b.hue : (a.hue + turn / 2 + 360) % 360;
	const byLight =
		(other[0] - one[0]) / (1 + (0.015 * (light - 50) ** 2) / Math.hypot(light - 50, Math.sqrt(20)));
	const byChroma = (b.chroma - a.chroma) / (1 + 0.045 * chroma);
	const byHue =
		(2 * Math.sqrt(a.chroma * b.chroma) * Math.sin((turn / 2) * degree)) /
		(1 + 0.015 * chroma * hueWeight(hue));
	return Math.sqrt(
		byLight ** 2 + byChroma ** 2 + byHue ** 2 + rotation(hue, chroma) * byChroma * byHue,
	);
}

function toPolar([, a, b]: Three, stretch: number): { chroma: number; hue: number } {
	const red = a * stretch;
	return { chroma: Math.hypot(red, b), hue: (Math.atan2(b, red) / degree + 360) % 360 };
}

function hueWeight(hue: number): number {
	return (
		1 -
		0.17 * Math.cos((hue - 30) * degree) +
		0.24 * Math.cos(2 * hue * degree) +
		0.32 * Math.cos((3 * hue + 6) * degree) -
		0.2 * Math.cos((4 * hue - 63) * degree)
	);
}

function rotation(hue: number, chroma: number): number {
	const angle = 30 * Math.exp(-(((hue - 275) / 25) ** 2));
	return -Math.sin(2 * angle * degree) * 2 * Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
}
