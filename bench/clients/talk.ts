/** How many bytes each message has. */
const textBytes = 100;

/** How many words there are; the n-th is said an n-th as often as the first, as in what people write. */
const wordCount = 20_000;

/** Said in every message of a number that this divides. */
const rareEvery = 9_973;
const rareWord = "zyzzyva";

const syllables = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split(" ");

/** What to look for in the talk. */
export const sought = {
	/** In most messages. */
	common: wordAt(0),
	/** In one of ten thousand. */
	rare: rareWord,
	/** Each in about one message of a hundred, both in one of ten thousand. */
	apart: `${wordAt(120)} ${wordAt(150)}`,
} as const;

/** The text of each message by its number, to be asked for in order; the same on every run. */
export function talk(): (index: number) => string {
	const random = createRandom(7_420);
	const words = drawn(random);
	return (index) => {
		let text = index % rareEvery === 0 ? rareWord : pick(words, random);
		for (;;) {
			const next = pick(words, random);
			if (text.length + 1 + next.length > textBytes) break;
			text += ` ${next}`;
		}
		return text.padEnd(textBytes, " .");
	};
}

/** Numbers below 1 that look random and are the same on every run (mulberry32). */
export function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** So many words that each is there as often as it is said: to pick one costs nothing then. */
function drawn(random: () => number): readonly string[] {
	const sums: number[] = [];
	for (let rank = 0; rank < wordCount; rank++) sums.push((sums.at(-1) ?? 0) + 1 / (rank + 1));
	const total = sums.at(-1) ?? 1;
	return Array.from({ length: 2 ** 17 }, () => wordAt(rankOf(sums, random() * total)));
}

function rankOf(sums: readonly number[], place: number): number {
	let low = 0;
	let high = sums.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sums[middle] ?? 0) < place) low = middle + 1;
		else high = middle;
	}
	return low;
}

function pick(words: readonly string[], random: () => number): string {
	return words[Math.floor(random() * words.length)] ?? rareWord;
}

/** The word of a rank: frequent ones are short. */
function wordAt(rank: number): string {
	let word = "";
	for (let rest = rank + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
		word += syllables[rest % syllables.length];
	return word;
}
