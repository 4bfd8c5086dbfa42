import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { nameKey, parseAccountName, parseRoomName, toAccountName } from "./names.ts";
import { sanitizeLine } from "./sanitize.ts";

const anyText = fc.oneof(
	fc.string({ unit: "binary", maxLength: 60 }),
	fc.string({ unit: "grapheme", maxLength: 60 }),
	fc
		.array(
			fc.constantFrom(..."aZé9_-.# @\\/\u0301\u115f\u200d\ufe0f\u{1F600}ſẞİ①", "\ud800", "ﬁ"),
			{
				maxLength: 60,
			},
		)
		.map((chars) => chars.join("")),
	fc.constantFrom("server", "All", "HERE", "ＳＹＳＴＥＭ", "#everyone"),
);

describe("account names", () => {
	it.each(["ann", "Ann_B-2.x", "7of9", "Zoë", "माया", "สมชาย", "李明", "محمد", "a".repeat(32)])(
		"%s is a name",
		(name) => expect(parseAccountName(name)).toEqual({ ok: true, name }),
	);

	test("a letter and its accent are composed", () => {
		expect(parseAccountName("Zoe\u0308")).toEqual({ ok: true, name: "Zo\u00eb" });
	});

	test("characters are counted, not units or what they were before they were composed", () => {
		expect(parseAccountName("𠮷".repeat(32)).ok).toBe(true);
		expect(parseAccountName("\u03b1\u0313\u0301\u0345".repeat(32)).ok).toBe(true);
		expect(parseAccountName("𠮷".repeat(33)).ok).toBe(false);
	});

	it.each([
		["", "An account name may not be empty."],
		["a".repeat(33), "An account name may have at most 32 characters; this one has more."],
		["a".repeat(99_999), "An account name may have at most 32 characters; this one has more."],
		["_ann", "An account name begins with a letter or a digit."],
		["\u0301a", "An account name begins with a letter or a digit."],
		[
			"ann smith",
			'An account name may have letters, digits, "_", "-" and "."; this one has a space.',
		],
		["ann@x", 'An account name may have letters, digits, "_", "-" and "."; this one has "@".'],
		["a\x1b[m", 'An account name may have letters, digits, "_", "-" and "."; this one has U+001B.'],
		[
			"ann\u200d",
			'An account name may have letters, digits, "_", "-" and "."; this one has U+200D.',
		],
		["a\ud800", 'An account name may have letters, digits, "_", "-" and "."; this one has U+D800.'],
		[`a${"\u0488".repeat(9)}`, "An account name may have at most 8 combining marks on a letter."],
	])("%j is refused in a sentence", (raw, problem) => {
		expect(parseAccountName(raw)).toEqual({ ok: false, problem });
	});

	it.each(["\u115f", "\u1160", "\u3164", "\uffa0", "\ufe0f", "\u034f"])(
		"an invisible letter or mark (%j) is in no name",
		(filler) => {
			expect(parseAccountName(`ann${filler}`).ok).toBe(false);
			expect(parseAccountName(filler).ok).toBe(false);
			expect(parseRoomName(`#ann${filler}`).ok).toBe(false);
		},
	);

	it.each(["server", "System", "EVERYONE", "here", "all", "ｓｅｒｖｅｒ"])(
		"%s is reserved",
		(name) =>
			expect(parseAccountName(name)).toEqual({
				ok: false,
				problem: `The account name ${name} is reserved; choose another.`,
			}),
	);
});

describe("room names", () => {
	it.each([
		["#general", "#general"],
		["#General", "#general"],
		["#ＤＥＶ", "#dev"],
		["＃dev", "#dev"],
		["#Straße", "#straße"],
		["#7", "#7"],
		["#all", "#all"],
		[`#${"a".repeat(48)}`, `#${"a".repeat(48)}`],
	])("%s is the room %s", (raw, name) => {
		expect(parseRoomName(raw)).toEqual({ ok: true, name });
	});

	it.each([
		["general", "Room names begin with #, for example #general."],
		["", "Room names begin with #, for example #general."],
		["#", "A room name may not be empty."],
		["##a", 'A room name may have letters, digits, "_", "-" and "."; this one has "#".'],
		["#a b", 'A room name may have letters, digits, "_", "-" and "."; this one has a space.'],
		["#-a", "A room name begins with a letter or a digit."],
		[`#${"a".repeat(49)}`, "A room name may have at most 48 characters; this one has more."],
		["#½", 'A room name may have letters, digits, "_", "-" and "."; this one has U+2044.'],
	])("%j is refused in a sentence", (raw, problem) => {
		expect(parseRoomName(raw)).toEqual({ ok: false, problem });
	});
});

describe("every name", () => {
	test("a valid name stays the same when it is read again, and is shown as it is", () => {
		fc.assert(
			fc.property(anyText, (raw) => {
				for (const [parse, text] of [
					[parseAccountName, raw],
					[parseRoomName, `#${raw}`],
				] as const) {
					const result = parse(text);
					if (!result.ok) continue;
					expect(parse(result.name)).toEqual(result);
					expect(sanitizeLine(result.name)).toBe(result.name);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	test("names that differ in capitals or in compatible forms have one key", () => {
		expect(nameKey("Ann")).toBe(nameKey("ANN"));
		expect(nameKey("Zo\u00eb")).toBe(nameKey("ZOE\u0308"));
		expect(nameKey("ａｎｎ")).toBe("ann");
		// ẖ is one code point, its capital two.
		expect(nameKey("H\u0331")).toBe(nameKey("\u1e96"));
		expect(nameKey("ann")).not.toBe(nameKey("anne"));
	});

	test("the key of a key is the key", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				expect(nameKey(nameKey(text))).toBe(nameKey(text));
			}),
			{ numRuns: 2000 },
		);
	});
});

describe("a name from elsewhere", () => {
	it.each([
		["ann", "ann"],
		["DOMAIN\\Ann Smith", "Ann-Smith"],
		["ann@example.com", "ann"],
		["  __ann (admin)  ", "ann-admin"],
		["@ann", "ann"],
		["Zoe\u0308", "Zo\u00eb"],
		["x".repeat(500), "x".repeat(32)],
		["", "someone"],
		["root\\", "someone"],
		["😀", "someone"],
		["system", "someone"],
	])("%j gives %s", (raw, name) => {
		expect(toAccountName(raw, "someone")).toBe(name);
	});

	test("a name is always valid, whatever it is made of", () => {
		fc.assert(
			fc.property(anyText, anyText, (raw, fallback) => {
				const name = toAccountName(raw, fallback);
				expect(parseAccountName(name)).toEqual({ ok: true, name });
			}),
			{ numRuns: 2000 },
		);
	});

	test("a flood of marks is refused before it is put in order, which would take a minute", () => {
		const flood = `a${"\u0301\u0316".repeat(250_000)}`;
		expect(parseAccountName(flood).ok).toBe(false);
		expect(parseRoomName(`#${flood}`).ok).toBe(false);
		expect(toAccountName(flood, "someone")).toBe("someone");
	});

	test("a valid name is kept", () => {
		fc.assert(
			fc.property(anyText, (raw) => {
				const result = parseAccountName(raw);
				if (result.ok && /[^-_.]$/.test(result.name))
					expect(toAccountName(raw, "x")).toBe(result.name);
			}),
		);
	});
});
