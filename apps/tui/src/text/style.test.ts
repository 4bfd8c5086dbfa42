import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { createStyle, nameColourOf, namePalette } from "./style.ts";

const style = createStyle({ colour: true });
const plain = createStyle({ colour: false });

function toLinear(part: number): number {
	const share = part / 255;
	return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function toRgb(code: number): number[] {
	const cube = code - 16;
	return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) =>
		toLinear(step === 0 ? 0 : 55 + step * 40),
	);
}

// Machado, Oliveira and Fernandes 2009, severity 1.
const eyes = {
	normal: [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1],
	],
	protan: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998],
	],
	deutan: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881],
	],
};

function multiply(matrix: number[][], vector: number[]): number[] {
	return matrix.map((row) => row.reduce((sum, factor, at) => sum + factor * vector[at]!, 0));
}

function toLab(rgb: number[]): number[] {
	const white = [0.9505, 1, 1.089];
	const [x, y, z] = multiply(
		[
			[0.4124, 0.3576, 0.1805],
			[0.2126, 0.7152, 0.0722],
			[0.0193, 0.1192, 0.9505],
		],
		rgb.map((part) => Math.min(1, Math.max(0, part))),
	).map((part, at) => {
		const share = part / white[at]!;
		return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
	});
	return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

test("a paint opens and closes what it means", () => {
	expect(style.bold("a")).toBe("\x1b[1ma\x1b[22m");
	expect(style.problem("a")).toBe("\x1b[31ma\x1b[39m");
	expect(style.bold("")).toBe("");
});

test("paint inside paint does not end the outer one", () => {
	expect(style.bold(`a${style.dim("b")}c`)).toBe("\x1b[1ma\x1b[2mb\x1b[22m\x1b[1mc\x1b[22m");
});

test("every paint leaves the text alone", () => {
	const { nameColour, ...paints } = style;
	for (const paint of [...Object.values(paints), nameColour("ada")]) {
		expect(stripVTControlCharacters(paint("text"))).toBe("text");
	}
});

test("without colour no paint gives any, but weights stay", () => {
	const { bold, dim, italic, inverse, nameColour, ...colours } = plain;
	for (const paint of [...Object.values(colours), nameColour("ada")]) {
		expect(paint("text")).toBe("text");
	}
	for (const paint of [bold, dim, italic, inverse]) {
		expect(paint("text")).not.toBe("text");
	}
});

test("a name always has the same colour, and many names use all eight", () => {
	expect(nameColourOf("ada")).toBe(nameColourOf("ada"));
	expect(style.nameColour("ada")("ada")).toBe(`\x1b[38;5;${nameColourOf("ada")}mada\x1b[39m`);
	const counts = new Map<number, number>();
	for (let index = 0; index < 800; index++) {
		const code = nameColourOf(`user${index}`);
		counts.set(code, (counts.get(code) ?? 0) + 1);
	}
	expect(counts.size).toBe(8);
	expect(Math.min(...counts.values())).toBeGreaterThan(50);
});

test("every name colour has a contrast of three to one with black and with white", () => {
	for (const code of namePalette) {
		const light = multiply([[0.2126, 0.7152, 0.0722]], toRgb(code))[0]!;
		expect((light + 0.05) / 0.05).toBeGreaterThanOrEqual(3);
		expect(1.05 / (light + 0.05)).toBeGreaterThanOrEqual(3);
	}
});

test.each(Object.entries(eyes))("the name colours differ for %s eyes", (_name, matrix) => {
	const labs = namePalette.map((code) => toLab(multiply(matrix, toRgb(code))));
	for (const [index, one] of labs.entries()) {
		for (const other of labs.slice(index + 1)) {
			// 2.3 is just noticeable; 20 is told apart without a neighbour to compare with.
			expect(Math.hypot(...one.map((part, at) => part - other[at]!))).toBeGreaterThan(20);
		}
	}
});
