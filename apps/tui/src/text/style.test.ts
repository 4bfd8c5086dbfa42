import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { darkTheme, eitherTheme, noneTheme } from "../theme/built-in.ts";
import { roles } from "../theme/theme.ts";
import { createStyle, nameIndex } from "./style.ts";

const style = createStyle({ colour: true });
const plain = createStyle({ colour: false });
const weights = ["bold", "dim", "italic", "underline", "inverse"] as const;

test("a paint opens and closes what it means", () => {
	expect(style.bold("a")).toBe("\x1b[1ma\x1b[22m");
	expect(style.problem("a")).toBe("\x1b[31ma\x1b[39m");
	expect(style.bold("")).toBe("");
});

test("paint inside paint does not end the outer one", () => {
	expect(style.bold(`a${style.dim("b")}c`)).toBe("\x1b[1ma\x1b[2mb\x1b[22m\x1b[1mc\x1b[22m");
});

test("a role has all its theme gives it, and ends it", () => {
	const { mention, link } = createStyle({ theme: darkTheme, depth: 8 });
	expect(mention("@ada")).toBe("\x1b[1m\x1b[48;5;222m\x1b[38;5;16m@ada\x1b[39m\x1b[49m\x1b[22m");
	expect(link("x")).toBe("\x1b[4m\x1b[38;5;111mx\x1b[39m\x1b[24m");
	expect(mention(`a${link("b")}c`)).toContain("\x1b[39m\x1b[38;5;16m\x1b[24mc");
});

test("every paint of every role leaves the text alone", () => {
	for (const theme of [darkTheme, eitherTheme, noneTheme])
		for (const depth of [1, 4, 8, 24]) {
			const { nameColour, ...paints } = createStyle({ theme, depth });
			for (const paint of [...Object.values(paints), nameColour("ada")]) {
				expect(stripVTControlCharacters(paint("text"))).toBe("text");
				expect(paint("")).toBe("");
			}
		}
});

test("without colour no paint gives any, but weights stay", () => {
	for (const without of [plain, createStyle({ theme: darkTheme, depth: 1 })]) {
		for (const role of roles) expect(without[role]("text")).not.toMatch(/\[[34]\d/);
		expect(without.nameColour("ada")("ada")).toBe("ada");
	}
	for (const weight of weights) expect(plain[weight]("text")).not.toBe("text");
});

test("a terminal gets the colours that it has", () => {
	const theme = { ...noneTheme, roles: { ...noneTheme.roles, ok: { colour: "#00ff00" } } };
	const opened = [24, 8, 4].map((depth) => createStyle({ theme, depth }).ok("a").split("a")[0]);
	expect(opened).toEqual(["\x1b[38;2;0;255;0m", "\x1b[38;5;46m", "\x1b[92m"]);
});

test("a name always has the same colour, and many names use all of them", () => {
	expect(style.nameColour("ada")("ada")).toBe(style.nameColour("ada")("ada"));
	const counts = new Map<number, number>();
	for (let index = 0; index < 800; index++) {
		const colour = nameIndex(`user${index}`, 8);
		counts.set(colour, (counts.get(colour) ?? 0) + 1);
	}
	expect(counts.size).toBe(8);
	expect(Math.min(...counts.values())).toBeGreaterThan(50);
	const code = eitherTheme.names[nameIndex("ada", 8)];
	expect(style.nameColour("ada")("ada")).toBe(`\x1b[38;5;${code}mada\x1b[39m`);
});
