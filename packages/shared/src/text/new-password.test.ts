import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { newPasswordProblem } from "./new-password.ts";

describe("a new password", () => {
	it.each([
		"correct battery",
		"d8#kQ2!mmz",
		"\u00f1and\u00fa azul 7",
		"\u5bc6\u78bc\u662f\u4e00\u53e5\u5f88\u9577\u7684\u8a71\u554a",
		"ann likes tea at four",
		" spaces count ",
		`${"x1".repeat(3)}${"\u{1f600}".repeat(3)}z`,
		`${"ab cd".repeat(51)}x`,
	])("%j is one", (password) => {
		expect(newPasswordProblem(password, "ann")).toBeUndefined();
	});

	it.each([
		["short", "A password has at least 10 characters; this one has 5."],
		["\u{1f600}".repeat(9), "A password has at least 10 characters; this one has 9."],
		["e\u0301".repeat(9), "A password has at least 10 characters; this one has 9."],
		["a b".repeat(86), "A password has at most 256 characters; this one has 258."],
		["annannannann", "A password is not the name it belongs to."],
		["ANN-ann-ann-2", "A password is not the name it belongs to."],
		["Password123", "That is one of the commonest passwords; choose another."],
		["QWERTYUIOP", "That is one of the commonest passwords; choose another."],
		["aaaaaaaaaaaa", "That password repeats a few characters; choose another."],
		["abcabcabcabc", "That password repeats a few characters; choose another."],
		["1234567890", "That password only counts on; choose another."],
		["9876543210", "That password only counts on; choose another."],
		["abcdefghijkl", "That password only counts on; choose another."],
		["lkjihgfedcba", "That password only counts on; choose another."],
		["poiuytrewq", "That password only counts on; choose another."],
		["longenough\ud800", "A password must be whole characters."],
		[
			new TextDecoder().decode(
				Uint8Array.of(...Buffer.from("gr\u00fc\u00df gott heute", "latin1")),
			),
			"That password has a character that could not be read; type it in UTF-8.",
		],
	])("%j is refused with a sentence that does not repeat it", (password, problem) => {
		expect(newPasswordProblem(password, "ann")).toBe(problem);
	});

	test("what is said of it never holds it, and it does not matter how it is composed", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (password) => {
				const problem = newPasswordProblem(password, "ann");
				if (password.trim().length > 6) expect(problem ?? "").not.toContain(password);
				expect(newPasswordProblem(password.normalize("NFD"), "ann")).toBe(problem);
			}),
		);
	});
});
