import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { differenceOf, playGolden } from "../golden/check-golden.ts";
import { makePicture, pictures } from "../golden/make-pictures.ts";
import { goldens } from "../golden/scenes.ts";
import { screenFiles } from "../golden/stage.ts";

test.concurrent.for(goldens)("the screen is as in tests/golden/screens/$file", async (golden) => {
	const difference = differenceOf(golden, await playGolden(inject("bins"), golden));
	if (difference !== undefined) expect.fail(difference);
});

test("every screen that is kept is made by a scene", () => {
	expect(screenFiles().sort()).toEqual(goldens.map(({ file }) => file).sort());
});

test.concurrent.for(pictures)("$name is a picture of the program as it is", async (picture) => {
	const isSame =
		(await makePicture(inject("bins"), picture)) === readFileSync(picture.path, "utf8");
	if (!isSame)
		expect.fail(`${picture.name} shows another screen. If the new one is right: pnpm picture`);
});

test.for(pictures)("$name is well-formed, loads nothing, and is small", ({ path }) => {
	const svg = readFileSync(path, "utf8");
	const open: string[] = [];
	for (const [, end, name = "", alone] of svg.matchAll(/<(\/?)(\w+)(?:\s[\w:-]+="[^"<]*")*(\/?)>/g))
		if (end) expect(open.pop()).toBe(name);
		else if (!alone) open.push(name);
	expect(open).toEqual([]);
	expect(svg.replaceAll(/<[^<>]*>/g, "")).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
	expect(svg).not.toMatch(/href|url\(|<script|<style/);
	expect(Buffer.byteLength(svg)).toBeLessThan(64 * 1024);
});
