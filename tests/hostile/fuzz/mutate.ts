import type { Random } from "../../support/random.ts";

/** The longest input: a line and a body of the longest are over it, so that the limits are met. */
const inputLimitBytes = 400 * 1024;

/** Pieces that mean something to somebody: keys, numbers at the edges, escapes, line ends, halves of characters. */
const dictionary: readonly string[] = [
	'"body"',
	'"body":3',
	'"body":262144',
	'"body":-1',
	'"body":1.5',
	'"__proto__":{"a":1}',
	'"constructor"',
	'"jsonrpc":"2.0"',
	'"id":null',
	'"params":[]',
	'"method":"toString"',
	"\\u0000",
	"\\ud83d",
	"\\ude00",
	"\\u202e",
	"\\u009b",
	"1e400",
	"-0",
	"9007199254740993",
	"9007199254740991",
	"1e-400",
	"[".repeat(17),
	"]".repeat(17),
	'{"a":'.repeat(16),
	"}".repeat(16),
	"null",
	"true",
	"{}",
	"[]",
	'"',
	"\\",
	"\n",
	"\r\n",
	"\r",
	"\t",
	"\0",
	"\ufeff",
	"\u2028",
	"\u202e",
	"\u2066",
	"\u0301".repeat(9),
	"\u200d",
	"\u{E0067}",
	"\u{1F3F4}",
	"\u{1F600}",
	"\u1161",
	"\u3164",
	"\ufdfa",
	"\ud83d\u202e\ude00",
	"\ud83d",
	"a\u0301\u0301\u0301\u0301\u0301\u200b",
	"\x1b[31m",
	"\x1b]52;c;AAAA\x07",
	"\x1b]0;pwned",
	"\x1bPq\x1b\\",
	"\x1bPq",
	"\x1b]",
	"\x1b[1;",
	"\x90",
	"\x1b_G",
	"\x1b",
	"\x9b31m",
	"\x9d0;pwned\x9c",
	"\x07",
	"\x18",
	"/join #",
	"/me ",
	"/nick ",
	"quit",
	"#general",
	"@abcdefgh",
];

const bytesOfInterest = [
	0, 0x0a, 0x0d, 0x1b, 0x22, 0x5c, 0x7b, 0x7d, 0x7f, 0x80, 0x9b, 0xc0, 0xe2, 0xed, 0xf4, 0xff,
];

const numbersOfInterest = [
	"",
	"0",
	"-1",
	"1.5",
	"1e3",
	"64",
	"262144",
	"262145",
	"9007199254740991",
	"9007199254740993",
	"1e400",
];

/** Bytes that are changed, and what for. */
export type Material = {
	/** What they may be spliced with. */
	readonly others: readonly Buffer[];
	/** The text in them: of UTF-16 whole units stay together. */
	readonly encoding: "utf8" | "utf16le";
};

type Mutation = (bytes: Buffer, random: Random, material: Material) => Buffer;

function placeIn(bytes: Buffer, random: Random, { encoding }: Material): number {
	const size = encoding === "utf16le" ? 2 : 1;
	return size * random.between(0, Math.floor(bytes.length / size));
}

/** A part of the bytes of some length. */
function partOf(bytes: Buffer, random: Random, material: Material): { from: number; to: number } {
	const places = [placeIn(bytes, random, material), placeIn(bytes, random, material)];
	const [from = 0, to = 0] = places.sort((a, b) => a - b);
	// Most are short.
	return random.chance(0.2)
		? { from, to }
		: { from, to: Math.min(to, from + 2 * random.between(1, 30)) };
}

function put(bytes: Buffer, at: number, piece: Uint8Array): Buffer {
	return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

function insertWord(bytes: Buffer, random: Random, material: Material): Buffer {
	const word = Buffer.from(random.pick(dictionary), material.encoding);
	return put(bytes, placeIn(bytes, random, material), word);
}

function changeByte(bytes: Buffer, at: number, change: (byte: number) => number): Buffer {
	const changed = Buffer.from(bytes);
	const byte = changed[at];
	if (byte !== undefined) changed[at] = change(byte);
	return changed;
}

function repeated(piece: Buffer, times: number): Buffer {
	const most = Math.floor(inputLimitBytes / Math.max(1, piece.length));
	return Buffer.concat(Array.from({ length: Math.min(times, most) }, () => piece));
}

const mutations: readonly Mutation[] = [
	insertWord,
	insertWord,
	insertWord,
	function flipBit(bytes, random) {
		return changeByte(
			bytes,
			random.between(0, bytes.length),
			(byte) => byte ^ (1 << random.between(0, 7)),
		);
	},
	function setByte(bytes, random) {
		return changeByte(bytes, random.between(0, bytes.length), () => random.pick(bytesOfInterest));
	},
	function insertBytes(bytes, random, material) {
		const piece = Array.from({ length: 2 * random.between(1, 4) }, () => random.between(0, 255));
		return put(bytes, placeIn(bytes, random, material), Uint8Array.from(piece));
	},
	function deletePart(bytes, random, material) {
		const { from, to } = partOf(bytes, random, material);
		return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
	},
	function copyPart(bytes, random, material) {
		const { from, to } = partOf(bytes, random, material);
		return put(bytes, placeIn(bytes, random, material), bytes.subarray(from, to));
	},
	function repeatPart(bytes, random, material) {
		const { from, to } = partOf(bytes, random, material);
		return put(bytes, to, repeated(bytes.subarray(from, to), random.between(2, 60)));
	},
	function repeatWord(bytes, random, material) {
		const word = Buffer.from(random.pick(dictionary), material.encoding);
		// As long as an input may be is seldom, as it takes a while.
		const times = random.chance(0.04) ? inputLimitBytes : random.between(2, 40);
		return put(bytes, placeIn(bytes, random, material), repeated(word, times));
	},
	function truncate(bytes, random, material) {
		return bytes.subarray(0, placeIn(bytes, random, material));
	},
	function splice(bytes, random, material) {
		const other = random.pick(material.others);
		const { from, to } = partOf(other, random, material);
		return Buffer.concat([
			bytes.subarray(0, placeIn(bytes, random, material)),
			other.subarray(from, to),
		]);
	},
	function replaceNumber(bytes, random) {
		const numbers = [...bytes.toString("latin1").matchAll(/\d+/g)];
		if (numbers.length === 0) return bytes;
		const { index, 0: found } = random.pick(numbers);
		const rest = bytes.subarray(index + found.length);
		return Buffer.concat([
			bytes.subarray(0, index),
			Buffer.from(random.pick(numbersOfInterest)),
			rest,
		]);
	},
];

/** Changes some bytes in a few ways. */
export function mutate(bytes: Buffer, random: Random, material: Material): Buffer {
	let changed = bytes;
	for (let left = random.between(0, 6); left > 0; left--)
		changed = random.pick(mutations)(changed, random, material).subarray(0, inputLimitBytes);
	return changed;
}

/** Cuts bytes in pieces, as a network may: in one, in single bytes, or anywhere. */
export function cut(bytes: Buffer, random: Random): Buffer[] {
	if (random.chance(0.2)) return [bytes];
	const most = random.chance(0.3) ? 3 : random.between(4, 4096);
	const pieces: Buffer[] = [];
	for (let at = 0; at < bytes.length; ) {
		// So many pieces that it is cut everywhere, but not so many that a long input takes seconds.
		const length = pieces.length > 2000 ? bytes.length : random.between(1, most);
		pieces.push(bytes.subarray(at, at + length));
		at += length;
	}
	return pieces;
}
