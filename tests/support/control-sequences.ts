/** What a terminal would obey in some bytes: each sequence in words, and its kind without what only moves it. */
export type Control = {
	/** The whole of it, such as `CSI 31 m`. */
	readonly whole: string;
	/** What it does, such as `CSI m`; of a mode and an OSC the number too. */
	readonly kind: string;
};

const esc = "\x1b";
const csi = String.raw`${esc}\[`;

type Step = { readonly control: Control; readonly length: number };

const strings: Readonly<Record<string, string>> = {
	"]": "OSC",
	P: "DCS",
	X: "SOS",
	"^": "PM",
	_: "APC",
};

// What shows nothing of its own and changes how the rest is shown: line and paragraph separators, bidi
// controls that reorder, interlinear marks.
const format = /[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/u;
// Hidden text: tags that are not those of one of the three flags that Unicode recommends.
const flag =
	/^\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}/u;
const tag = /[\u{E0000}-\u{E007F}]/u;

/**
 * Every control in the bytes, in their order: C0 and C1 (as bytes of their own and as UTF-8), escape
 * sequences, CSI, the five kinds of strings, and the format characters that a terminal obeys.
 * Written after ECMA-48 and knows nothing of the sanitizer.
 */
export function controlsIn(bytes: Uint8Array): Control[] {
	// A byte that is no UTF-8 becomes U+FFFD, and is told apart from one that was sent by its length.
	const text = Buffer.from(bytes).toString("utf8");
	const found: Control[] = [];
	if (Buffer.byteLength(text) !== bytes.length || !Buffer.from(text).equals(Buffer.from(bytes)))
		found.push({ whole: "bytes that are no UTF-8", kind: "bytes that are no UTF-8" });
	for (let at = 0; at < text.length; ) {
		const step = readAt(text, at);
		if (step === undefined) at += text.startsWith("\u{1F3F4}", at) ? skipFlag(text, at) : 1;
		else {
			found.push(step.control);
			at += step.length;
		}
	}
	return found;
}

/** The kinds in some bytes, each once. */
export function kindsIn(bytes: Uint8Array): string[] {
	return [...new Set(controlsIn(bytes).map(({ kind }) => kind))].sort();
}

/** How the chat moves rows. Whether it does depends on what comes within one frame, which is not the same twice. */
const scroll = new RegExp(
	String.raw`${csi}\d+;\d+r${csi}\d+;1H(?:(?:\r?\n)+|(?:${esc}M)+)${csi}r`,
	"g",
);

function withoutScrolls(bytes: Uint8Array): Buffer {
	return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll(scroll, ""), "latin1");
}

/** Kinds of controls, and whole sequences out of `attack`, that only `hostile` has. */
export function foreignControls(plain: Uint8Array, hostile: Uint8Array, attack: string): string[] {
	const known = controlsIn(withoutScrolls(plain));
	const kinds = new Set(known.map(({ kind }) => kind));
	const wholes = new Set(known.map(({ whole }) => whole));
	const attacks = new Set(controlsIn(Buffer.from(attack)).map(({ whole }) => whole));
	const foreign = controlsIn(withoutScrolls(hostile)).filter(
		({ kind, whole }) => !kinds.has(kind) || (attacks.has(whole) && !wholes.has(whole)),
	);
	return [...new Set(foreign.map(({ whole }) => whole))];
}

function skipFlag(text: string, at: number): number {
	return flag.exec(text.slice(at, at + 14))?.[0].length ?? 2;
}

function readAt(text: string, at: number): Step | undefined {
	const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
	if (char === "\x1b") return readEscape(text, at);
	if (/\p{Cc}/u.test(char)) return single(`${char < "\x80" ? "C0" : "C1"} ${hex(char)}`);
	if (format.test(char)) return single(`U+${hex(char)}`);
	return tag.test(char) ? single("tag", 2) : undefined;
}

function readEscape(text: string, at: number): Step {
	const next = text[at + 1] ?? "";
	if (next === "[") return readControlSequence(text, at);
	const name = strings[next];
	if (name !== undefined) return readString(text, at, name);
	const [sequence] = /^[ -/]*[0-~]/.exec(text.slice(at + 1, at + 8)) ?? [];
	if (sequence === undefined) return single("bare ESC");
	const words = `ESC ${sequence}`;
	return { control: { whole: words, kind: words }, length: 1 + sequence.length };
}

function readControlSequence(text: string, at: number): Step {
	const [all = "", prefix = "", parameters = "", intermediates = "", final = ""] =
		/^([<=>?]?)([0-?]*)([ -/]*)([@-~]?)/.exec(text.slice(at + 2, at + 200)) ?? [];
	const whole = `CSI ${prefix}${parameters} ${intermediates}${final}`;
	// A mode is another thing by its number; a cursor or margins somewhere else are not.
	const isMode = /[hls]/.test(final) || prefix !== "" || intermediates !== "";
	const kind = isMode ? whole : `CSI ${final}`;
	return { control: { whole, kind }, length: 2 + all.length };
}

function readString(text: string, at: number, name: string): Step {
	const rest = text.slice(at + 2);
	// ST in both forms, or whatever begins with an ESC; xterm ends an OSC with BEL too.
	const ends = name === "OSC" ? ["\x07", "\x1b", "\x9c"] : ["\x1b", "\x9c"];
	const end = Math.min(...ends.map((char) => rest.indexOf(char)).filter((place) => place >= 0));
	const body = rest.slice(0, end);
	const number = /^\d*/.exec(body)?.[0] ?? "";
	const ended = rest.startsWith("\x1b\\", end) ? 2 : Math.min(1, rest.length - body.length);
	return {
		control: { whole: `${name} ${body}`, kind: name === "OSC" ? `OSC ${number}` : name },
		length: 2 + body.length + ended,
	};
}

function single(words: string, length = 1): Step {
	return { control: { whole: words, kind: words }, length };
}

function hex(char: string): string {
	return (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0");
}
