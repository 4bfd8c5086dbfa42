import type { Reply } from "../input/event.ts";
import type { GlyphKind } from "../text/emoji-kinds.ts";
import type { Answer } from "../text/glyphs.ts";

type Sample = {
	readonly kind: GlyphKind | "utf8";
	readonly text: string;
	/** How wide we count it. */
	readonly columns: number;
};

/**
 * Samples of what terminals disagree about; a kind with more than one way to be drawn wrong has an example of
 * each. The bytes of the first are letters in Latin-1 too, and control nothing.
 */
export const samples: readonly Sample[] = [
	{ kind: "utf8", text: "é", columns: 1 },
	{ kind: "ambiguous", text: "●─…", columns: 3 },
	{ kind: "conjunct", text: "क्ष", columns: 1 },
	{ kind: "emoji", text: "😀⚡", columns: 4 },
	{ kind: "emoji-12", text: "🟠🪐", columns: 4 },
	{ kind: "emoji-13", text: "🥲🪄", columns: 4 },
	{ kind: "emoji-14", text: "🫠🟰", columns: 4 },
	{ kind: "emoji-15", text: "🩷🫨", columns: 4 },
	{ kind: "emoji-16", text: "🫩🪉", columns: 4 },
	{ kind: "emoji-17", text: "🫪🪊", columns: 4 },
	{ kind: "flag", text: "🇨🇭🏴󠁧󠁢󠁳󠁣󠁴󠁿", columns: 4 },
	{ kind: "keycap", text: "1️⃣", columns: 2 },
	{ kind: "skin", text: "👋🏽✌🏽", columns: 4 },
	{ kind: "trigram", text: "☰", columns: 2 },
	{ kind: "vs16", text: "❤️⚠️", columns: 4 },
	{ kind: "zwj", text: "👨‍👩‍👧‍👦🐻‍❄️", columns: 4 },
];

/** The row the samples are written on. Not the first, where an answer would read as F3 with a modifier. */
const probeRow = 2;
const savePlace = "\x1b7";
const restorePlace = "\x1b8";
const conceal = "\x1b[8m";
const clearRow = "\x1b[2K";
const goToRow = `\x1b[${probeRow};1H`;
const askPlace = "\x1b[6n";

/**
 * What asks a terminal how wide it draws things. Nothing of it is seen: it is concealed, erased in the same write,
 * and cursor and colours are put back. It belongs on an empty screen, before the first frame.
 */
export const probeBytes: string = [
	savePlace,
	conceal,
	...samples.map(({ text }) => `${goToRow}${text}${askPlace}${clearRow}`),
	restorePlace,
].join("");

/** Collects the answers to one probe. */
export type Probe = {
	/** Takes a reply of the terminal; gives the answer once it is whole. */
	readonly take: (reply: Reply) => Answer | undefined;
};

/** Makes what reads the answers to `probeBytes`, which come in the order of the samples. */
export function createProbe(): Probe {
	const found: number[] = [];
	return {
		take: (reply) => {
			const isOurs = reply.kind === "cursor" && reply.row === probeRow;
			if (!isOurs || found.length === samples.length) {
				return undefined;
			}
			found.push(reply.column - 1);
			return found.length === samples.length ? toAnswer(found) : undefined;
		},
	};
}

function toAnswer(found: readonly number[]): Answer {
	const wrong = samples.filter(({ columns }, at) => found[at] !== columns).map(({ kind }) => kind);
	return {
		utf8: !wrong.includes("utf8"),
		lies: new Set(wrong.filter((kind) => kind !== "utf8")),
	};
}
