import fc from "fast-check";

/** What people with bad intentions put into a text, next to what honest people do. */
export const hostileText: fc.Arbitrary<string> = fc
	.array(
		fc.oneof(
			fc.string({ unit: "binary", maxLength: 12 }),
			fc.string({ unit: "grapheme", maxLength: 12 }),
			fc.constantFrom(
				"\x1b[31m",
				"\x1b]52;c;eA==\x07",
				"\x1b]8;;http://evil\x1b\\x\x1b]8;;\x1b\\",
				"\x1bP1;2q\x1b\\",
				"\x9b2J",
				"\x1b[2J\x1b[H",
				"\x1b",
				"\r\n",
				"\t",
				"\u202e",
				"\u2028",
				"世界",
				"👩‍👩‍👧",
				"❤️",
				"กำ",
				"क्षि",
				"e\u0301",
				"\ud83d",
				"https://example.org/a/very/long/path/that/has/no/space/in/it/at/all/and/goes/on",
				"   ",
			),
		),
		{ maxLength: 6 },
	)
	.map((parts) => parts.join(""));

/** Any size a terminal may have, the silly ones too. */
export const anySize: fc.Arbitrary<{ columns: number; rows: number }> = fc.oneof(
	fc.record({ columns: fc.integer({ min: 2, max: 220 }), rows: fc.integer({ min: 1, max: 70 }) }),
	fc.constantFrom(
		{ columns: 40, rows: 12 },
		{ columns: 60, rows: 20 },
		{ columns: 80, rows: 24 },
		{ columns: 100, rows: 30 },
		{ columns: 160, rows: 50 },
		{ columns: 200, rows: 60 },
	),
);
