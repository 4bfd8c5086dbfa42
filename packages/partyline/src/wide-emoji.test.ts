import { createRequire } from "node:module";
import fc from "fast-check";
import { build } from "rolldown";
import { expect, test } from "vitest";
import { withoutEmojiTable } from "../build.ts";

const tui = createRequire(new URL("../../../apps/tui/package.json", import.meta.url));
const library = tui.resolve("string-width");

type Module = { readonly default: (text: string) => number };

/** string-width as it is in the bundle. */
async function bundled(): Promise<Module> {
	const { output } = await build({
		input: library,
		platform: "node",
		plugins: [withoutEmojiTable],
		write: false,
	});
	const { code } = output[0];
	expect(code).toContain("isWideEmoji(segment)");
	return await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
}

const { default: ours } = await bundled();
const { default: theirs }: Module = await import(library);

/** Those of some texts that are not as wide in the bundle as for the library. */
function differing(texts: readonly string[]): readonly string[] {
	return texts.filter((text) => ours(text) !== theirs(text));
}

const selector = "\uFE0F";
const joiner = "\u200D";
const keycap = "\u20E3";
// Every character, but not each of a hundred thousand ideographs, syllables and private ones.
const characters = Array.from({ length: 0x11_00_00 }, (_, code) =>
	String.fromCodePoint(code),
).filter((character) => /[\P{C}--\p{Ideographic}--\p{Script=Hangul}]/v.test(character));
const emoji = characters.filter((character) => /\p{Emoji}/u.test(character));
const modifiers = emoji.filter((character) => /\p{Emoji_Modifier}/u.test(character));
const halfFlags = emoji.filter((character) => /\p{RI}/v.test(character));

test("in the bundle every character is as wide as string-width says", () => {
	expect(differing(characters)).toEqual([]);
});

test("so is every emoji with a selector, a colour of skin, or in a keycap, and every flag", () => {
	const made = emoji.flatMap((one) => [
		one + selector,
		one + keycap,
		one + selector + keycap,
		...modifiers.flatMap((modifier) => [one + modifier, one + selector + modifier]),
	]);
	const flags = halfFlags.flatMap((one) => halfFlags.map((other) => one + other));
	expect(differing([...made, ...flags])).toEqual([]);
});

test("so is whatever can be joined of emoji, letters and marks", () => {
	const part = fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom(...emoji) },
		{ weight: 3, arbitrary: fc.constantFrom(joiner, selector + joiner, selector) },
		fc.constantFrom("🏳", "🏴", "👩", "❤", "☝", "⛹", "🌈", "☠"),
		fc.constantFrom(...modifiers, ...halfFlags, keycap, "\u{E0067}", "\u{E007F}"),
		fc.constantFrom("日", "ก", "क", "e", "\u0301", "\u0903", "\u3099", "ﾞ", "한", "ᄀ", "ᅡ"),
	);
	fc.assert(
		fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
			expect(ours(parts.join(""))).toBe(theirs(parts.join("")));
		}),
		{ numRuns: 2000 },
	);
});
