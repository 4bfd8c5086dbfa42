import { expect, test } from "vitest";
import { foreignControls } from "../../support/control-sequences.ts";
import { attacks } from "./attacks.ts";
import { isUndisturbed, leave, openChat } from "./chat.ts";
import { timeless } from "./recorder.ts";

/** The longest text of a message, and what is left for it of a frame in JSON. */
const textBytes = 16 * 1024;
const frameBytes = 64_000;

/** What takes no column, and how many of it are kept for the letter that they belong to. */
const nothings: readonly (readonly [text: string, kept: number])[] = [
	["\u200b", 0],
	["\u200f", 0],
	["\u00ad", 0],
	["\u3164", 0],
	["\ufeff", 0],
	["\u200c", 8],
	["\u200d", 8],
	["\ufe0f", 8],
	["\u0301", 8],
	["\u20dd", 8],
];

/** As much of it as a message, or its frame, can hold. */
function fill(text: string): string {
	const escaped = Buffer.byteLength(JSON.stringify(text)) - 2;
	return text.repeat(Math.min(textBytes / Buffer.byteLength(text), frameBytes / escaped));
}

test("16 KiB of each attack leave as little on the screen as one of it", async () => {
	const gone = attacks.filter(({ shown }) => shown === "").map(({ text }) => text);
	const texts = [...gone.map((text) => [text, 0] as const), ...nothings];
	const say = async (textOf: (text: string, kept: number) => string) => {
		const { server, recorder } = await openChat((text) => text, { rows: texts.length + 30 });
		for (const [text, kept] of texts) server.message(`«${textOf(text, kept)}»`);
		server.message("that was all");
		const picture = await recorder.sees("that was all");
		await leave(recorder);
		return { bytes: recorder.bytes, effects: recorder.effects, picture: timeless(picture) };
	};
	const [plain, hostile] = await Promise.all([say((text, kept) => text.repeat(kept)), say(fill)]);
	expect(hostile.picture).toEqual(plain.picture);
	isUndisturbed(hostile.effects);
	expect(foreignControls(plain.bytes, hostile.bytes, gone.join("«"))).toEqual([]);
	// What is not drawn is not written either: no message makes a frame of the screen large.
	expect(hostile.bytes.length).toBeLessThan(2 * plain.bytes.length);
});
