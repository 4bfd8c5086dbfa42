import { describe, expect, it } from "vitest";
import { newNameProblem } from "./new-name.ts";

describe("a name that is chosen anew", () => {
	it.each([
		"ann",
		"Ann_B-2.x",
		"7of9",
		"Zo\u00eb",
		"\u0430\u043d\u044f",
		"\u0391\u03bd\u03bd\u03b1",
		"\u092e\u093e\u092f\u093e",
		"\u0e2a\u0e21\u0e0a\u0e32\u0e22",
		"\u0645\u062d\u0645\u062f",
		"\u674e\u660e",
		"\u674eMing",
		"\u305f\u308d\u3046\u30fc\u592a\u90ceTaro",
		"\uae40\u6c11Kim",
		"\u3105\u3106\u674e",
	])("%s is of one script, or of scripts that are written together", (name) => {
		expect(newNameProblem(name)).toBeUndefined();
	});

	it.each([
		["Latin and Cyrillic", "\u0430nn"],
		["Cyrillic and Latin", "\u0430\u043d\u044fX"],
		["Latin and Greek", "\u03bfmar"],
		["Latin and Cherokee", "\u13aann"],
		["Armenian and Latin", "\u0570ann"],
		["Kana and Hangul", "\u305f\ub098"],
		["Devanagari and Latin", "\u092eann"],
		["a script that nobody writes any more", "\u{10330}\u{10331}"],
	])("of %s is refused with a sentence", (_, name) => {
		expect(newNameProblem(name)).toBe(
			`The letters of ${name} are of several scripts, of which some look alike; choose a name in one.`,
		);
	});

	it.each([
		["\u0455\u0435\u0433\u0475\u0435\u0433", "server"],
		["\u04bb\u0435\u0433\u0435", "here"],
		["a1l", "all"],
		["AII", "all"],
		["aII", "all"],
	])("%s is refused because it looks like %s", (name) => {
		expect(newNameProblem(name)).toBe(
			`The name ${name} looks like one that is reserved; choose another.`,
		);
	});

	it.each(["serverina", "allan", "There", "observer"])(
		"%s only has a reserved name in it, and may be chosen",
		(name) => {
			expect(newNameProblem(name)).toBeUndefined();
		},
	);
});
