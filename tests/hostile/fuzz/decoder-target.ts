import { isDeepStrictEqual } from "node:util";
import { type Decoded, FrameDecoder } from "@partyline/shared/framing/decoder";
import { encodeFrame, FrameTooLongError } from "@partyline/shared/framing/encoder";
import { bodyLimitBytes, frameLimitBytes } from "@partyline/shared/framing/limits";
import type { Random } from "../../support/random.ts";
import { anyRequests, anyServerFrames, edgeFrame } from "./corpus.ts";
import { cut, mutate } from "./mutate.ts";
import { decodeSimply, isExpected } from "./reference-decoder.ts";
import { type FuzzTarget, holds, shown } from "./target.ts";

/** A short input is cut at each of its bytes. */
const cutEverywhereBytes = 300;

const good = { jsonrpc: "2.0", id: "good", method: "ping" };

/** The decoder of frames, whatever the bytes and however they are cut. */
export const decoderTarget: FuzzTarget = {
	name: "decoder",
	atOnce: 1,
	make(random) {
		const frames = random.chance(0.7) ? anyRequests(random) : anyServerFrames(random);
		if (random.chance(0.05)) frames.splice(random.between(0, frames.length), 0, edgeFrame(random));
		const others = [Buffer.of(0x7b), ...frames];
		// Half of the limits are only met by what is whole.
		const whole = Buffer.concat(frames);
		return random.chance(0.1) ? whole : mutate(whole, random, { others, encoding: "utf8" });
	},
	check(input, random) {
		const whole = decode([input]);
		const expected = decodeSimply(input);
		holds(
			whole.length === expected.length && whole.every((each, at) => isExpected(each, expected[at])),
			() => `the decoder reads what the rules say: ${tell(whole)} and not ${shown(expected)}`,
		);
		isTheSame(whole, cut(input, random));
		isTheSame(whole, cut(input, random));
		if (input.length <= cutEverywhereBytes) {
			isTheSame(
				whole,
				Array.from(input, (byte) => Buffer.of(byte)),
			);
			for (let at = 1; at < input.length; at++)
				isTheSame(whole, [input.subarray(0, at), input.subarray(at)]);
		}
		for (const each of whole) checkOne(each);
		goesOn(input, random);
	},
};

function decode(pieces: readonly Buffer[]): Decoded[] {
	const decoder = new FrameDecoder();
	const decoded = pieces.flatMap((piece) => {
		// A piece of its own: what is kept of it must be a copy.
		const own = Buffer.from(piece);
		const all = decoder.push(own);
		own.fill(0xff);
		holds(
			decoder.heldBytes <= Math.max(frameLimitBytes, bodyLimitBytes),
			() => `holds ${decoder.heldBytes} bytes`,
		);
		return all;
	});
	const total = pieces.reduce((sum, { length }) => sum + length, 0);
	const { examinedBytes, copiedBytes } = decoder.work;
	holds(examinedBytes <= total, () => `looks at no byte twice: ${examinedBytes} of ${total}`);
	holds(copiedBytes <= 3 * total, () => `copies each byte a few times: ${copiedBytes} of ${total}`);
	return decoded;
}

function isTheSame(whole: readonly Decoded[], pieces: readonly Buffer[]): void {
	const decoded = decode(pieces);
	holds(isDeepStrictEqual(decoded, whole), () => {
		const lengths = pieces.map(({ length }) => length);
		return `cut in ${shown(lengths)} it is the same: ${tell(decoded)} and not ${tell(whole)}`;
	});
}

function checkOne(decoded: Decoded): void {
	if (decoded.type === "refusal") {
		const { code, message } = decoded.refusal;
		holds(
			/^[a-z_0-9]+$/.test(code) && /^[A-Z].{20,200}\.$/.test(message),
			() => `a refusal says its rule: ${shown(decoded)}`,
		);
		return;
	}
	const { value, body } = decoded.frame;
	const line = JSON.stringify(value);
	let again: Decoded[];
	try {
		again = decode([encodeFrame(value, body)]);
	} catch (error) {
		// A number written as 1e9 is longer when it is written out.
		holds(
			error instanceof FrameTooLongError && Buffer.byteLength(line) > frameLimitBytes,
			() => `what was read can be written: ${error}`,
		);
		return;
	}
	const [first] = again;
	holds(
		again.length === 1 &&
			first?.type === "frame" &&
			JSON.stringify(first.frame.value) === line &&
			isDeepStrictEqual(first.frame.body, body),
		() =>
			`what was read, written and read again is the same: ${tell(again)} and not ${tell([decoded])}`,
	);
}

/** After any one line of the input that is refused but not fatal, the next good frame is read. */
function goesOn(input: Buffer, random: Random): void {
	const lines = input.toString("latin1").split("\n");
	const line = Buffer.from(`${random.pick(lines)}\n`, "latin1");
	const alone = decode([line]);
	if (alone.length === 0 || alone.some((each) => each.type === "frame" || each.refusal.fatal))
		return;
	const [, next, ...more] = decode([line, encodeFrame(good)]);
	holds(
		next?.type === "frame" && isDeepStrictEqual(next.frame.value, good) && more.length === 0,
		() => `after a line that is refused the next frame is read: ${shown(line.toString())}`,
	);
}

function tell(decoded: readonly Decoded[]): string {
	return shown(decoded.map((each) => (each.type === "refusal" ? each.refusal.code : each.frame)));
}
