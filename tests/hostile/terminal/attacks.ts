/** Something hostile, and what a reader is to see of it: written by hand, not by the sanitizer. */
export type Attack = {
	readonly title: string;
	readonly text: string;
	readonly shown: string;
	/** It is something that the rules of the server refuse to store. */
	readonly refused: boolean;
};

const st = "\x1b\\";

function attack(title: string, text: string, shown = ""): Attack {
	return { title, text, shown, refused: /(?![\n\t]|\r\n)\p{Cc}/u.test(text) };
}

function hex(code: number): string {
	return code.toString(16).toUpperCase().padStart(2, "0");
}

function codes(from: number, to: number): number[] {
	return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Each control character alone. Of those that begin a string only the beginning is taken out. */
const lone: readonly Attack[] = [...codes(0, 0x1f), ...codes(0x7f, 0x9f)]
	.filter((code) => !"\t\n\r\x9b".includes(String.fromCharCode(code)))
	.map((code) => attack(`the control ${hex(code)}`, String.fromCharCode(code)));

/** ESC and each final byte; `[` reads on, and the strings `P X ] ^ _` have no end here. */
const escapes: readonly Attack[] = codes(0x30, 0x7e)
	.map((code) => String.fromCharCode(code))
	.filter((final) => final !== "[")
	.map((final) => attack(`ESC ${final}`, `\x1b${final}`));

const escapesWithMore: readonly Attack[] = [
	["a reset", "\x1bc"],
	["DECALN", "\x1b#8"],
	["double height", "\x1b#3"],
	["line drawing as G0", "\x1b(0"],
	["line drawing as G1, and a shift to it", "\x1b)0\x0e"],
	["G2 for one character", "\x1b*0\x1bN"],
	["another encoding", "\x1b%@"],
	["8-bit controls", "\x1b G"],
	["save, home and restore", "\x1b7\x1b[H\x1b8"],
	["a tab stop", "\x1bH"],
].map(([title = "", text = ""]) => attack(title, text));

/** Every final byte, with parameters that nothing of ours uses, in both forms of CSI. */
const sequences: readonly Attack[] = codes(0x40, 0x7e).flatMap((code) => {
	const final = String.fromCharCode(code);
	return [
		attack(`CSI 13;37 ${final}`, `\x1b[13;37${final}`),
		attack(`C1 CSI 13;37 ${final}`, `\x9b13;37${final}`),
		attack(`CSI ? 13 ${final}`, `\x1b[?13${final}`),
	];
});

const sequencesByName: readonly Attack[] = [
	["colours", "\x1b[1;5;7;48;5;197;38;2;1;2;3m"],
	["concealed text", "\x1b[8m"],
	["a colour with colons", "\x1b[38:2::1:2:3m"],
	["the alternate screen left", "\x1b[?1049l"],
	["the old alternate screen left", "\x1b[?47l"],
	["bracketed paste off", "\x1b[?2004l"],
	["mouse reports", "\x1b[?1000h\x1b[?1003h\x1b[?1006h"],
	["autowrap on", "\x1b[?7h"],
	["the cursor hidden", "\x1b[?25l\x1b[?12h"],
	["origin mode", "\x1b[?6h"],
	["insert mode", "\x1b[4h"],
	["new line mode", "\x1b[20h"],
	["132 columns", "\x1b[?40h\x1b[?3h"],
	["synchronised output for ever", "\x1b[?2026h"],
	["scroll region", "\x1b[3;4r"],
	["all tab stops cleared", "\x1b[3g"],
	["screen and scrollback cleared", "\x1b[2J\x1b[3J"],
	["who are you", "\x1b[c\x1b[>c\x1b[=c"],
	["how are you, and where", "\x1b[5n\x1b[6n\x1b[?6n"],
	["what is this window", "\x1b[21t\x1b[18t\x1b[14t"],
	["the title pushed and popped", "\x1b[22;0t\x1b[23;0t"],
	["what is mode 2004", "\x1b[?2004$p"],
	["which version", "\x1b[>0q"],
	["another cursor", "\x1b[5 q"],
	["a soft reset", "\x1b[!p"],
	["kitty keys", "\x1b[>1u\x1b[=5;1u\x1b[?u"],
	["modified keys", "\x1b[>4;2m"],
	["a character a thousand times", "\x1b[1000b"],
	["the printer", "\x1b[5i"],
	["a rectangle filled", "\x1b[88;1;1;9;9$x"],
	["parameters without an end of their own", `\x1b[${"1;".repeat(500)}m`],
].map(([title = "", text = ""]) => attack(title, text));

const systemCommands: readonly Attack[] = [
	"0;pwned",
	"1;pwned",
	"2;pwned",
	"4;1;rgb:ff/00/00",
	"4;1;?",
	"7;file:///pwned",
	"8;;http://evil.example",
	"9;pwned",
	"9;4;1;50",
	"10;?",
	"11;?",
	"12;?",
	"52;c;cHduZWQ=",
	"52;c;?",
	"104",
	"110",
	"133;A",
	"176;pwned",
	"633;E;pwned",
	"777;notify;pwned;pwned",
	"1337;File=inline=1:cHduZWQ=",
	"1337;SetUserVar=a=cHduZWQ=",
	"I;pwned",
	"lpwned",
	"Lpwned",
].flatMap((body) => [
	attack(`OSC ${body} and BEL`, `\x1b]${body}\x07`),
	attack(`OSC ${body} and ST`, `\x1b]${body}${st}`),
	attack(`C1 OSC ${body} and C1 ST`, `\x9d${body}\x9c`),
]);

const strings: readonly Attack[] = [
	["what is the colour (DECRQSS)", `\x1bP$qm${st}`],
	["what is the scroll region (DECRQSS)", `\x1bP$qr${st}`],
	["which capability (XTGETTCAP)", `\x1bP+q544e${st}`],
	["a picture (sixel)", `\x1bPq#0;2;0;0;0#0~~@@vv@@~~$-${st}`],
	["keys that type by themselves (DECUDK)", `\x1bP0;1|17/6c73${st}`],
	["a font (DECDLD)", `\x1bP0;1;1{ @~~${st}`],
	["through tmux", `\x1bPtmux;pwned${st}`],
	["a DCS in C1", "\x90$qm\x9c"],
	["a picture (kitty)", `\x1b_Gf=100,a=T;AAAA${st}`],
	["a picture of several lines (kitty)", `\x1b_Gf=100,a=T;AAAA\nBBBB${st}`],
	["a name for screen's window", `\x1bk${st}`],
	["an APC in C1", "\x9fGpwned\x9c"],
	["a PM", `\x1b^pwned${st}`],
	["a PM in C1", "\x9epwned\x9c"],
	["an SOS", `\x1bXpwned${st}`],
	["an SOS in C1", "\x98pwned\x9c"],
].map(([title = "", text = ""]) => attack(title, text));

/** Sequences in sequences, cut short, and put together of what taking one out leaves. */
const nested: readonly Attack[] = [
	attack("an ESC before a colour", "\x1b\x1b[31m"),
	attack("a colour in a colour", "\x1b[3\x1b[1m1m", "31m"),
	attack("a colour around a colour", "\x1b\x1b[0m[31m", "[31m"),
	attack("a colour cancelled", "\x1b[3\x181m", "31m"),
	attack("a colour in C1 around a colour", "\x9b\x9b31m31m", "31m"),
	attack("a title around a title", "\x1b]0;a\x1b]0;b\x07c\x07", "0;ac"),
	attack("a title cancelled", "\x1b]0;pwned\x18more\x07", "0;pwnedmore"),
	attack("a title that never ends", "\x1b]0;pwned", "0;pwned"),
	attack("a DCS that never ends", "\x1bPpwned", "pwned"),
	attack("a colour that never ends", "\x1b[31é", "31é"),
	attack("a clipboard in a picture", `\x1b_G\x1b]52;c;cHduZWQ=\x07${st}`, "G"),
	attack("through tmux, doubled", `\x1bPtmux;\x1b\x1b]0;pwned\x07${st}`, "tmux;"),
	attack("8-bit in 7-bit", "\x1b\x9b31m"),
	attack("half an ST", "\x1b]0;pwned\x1b[31m\x07", "0;pwned"),
	attack("an escape put together around a bidi control", "\x1b\u202e[31m", "[31m"),
	attack("a C1 between the digits of a colour", "\x1b[3\x851m", "31m"),
];

/** What changes how text is shown though it is no control function, and what hides. */
export const invisible: readonly Attack[] = [
	attack("overwriting with a backspace", "paid\b\b\b\bowed", "paidowed"),
	attack("a DEL", "paid\x7f\x7f", "paid"),
	attack("an override to the left", "txt.\u202eexe", "txt.exe"),
	attack("an override to the right and its end", "\u202dabc\u202c", "abc"),
	attack("embeddings", "\u202aa\u202bb\u202c", "ab"),
	attack("isolates", "\u2066a\u2067b\u2068c\u2069", "abc"),
	attack("interlinear marks", "a\ufff9b\ufffac\ufffb", "abc"),
	attack("hidden tags", "a\u{E0068}\u{E0069}\u{E007F}b", "ab"),
	attack("hidden tags with a beginning", "a\u{E0001}\u{E0065}\u{E006E}b", "ab"),
	attack("tags after no flag", "\u2691\u{E0067}\u{E0062}\u{E007F}", "\u2691"),
	attack("a pile of marks", `a${"\u0301".repeat(200)}b`, `a${"\u0301".repeat(8)}b`),
	attack(
		"piles on every letter",
		`a${"\u0335\u0310".repeat(40)}b${"\u0322".repeat(40)}`,
		`a${"\u0335\u0310".repeat(4)}b${"\u0322".repeat(8)}`,
	),
	attack(
		"marks hidden behind nothing",
		`a${"\u0301\u200b".repeat(40)}b`,
		`a${"\u0301\u200b".repeat(8)}${"\u200b".repeat(32)}b`,
	),
	attack("a flag of tags that is none", "\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}"),
];

/** Everything of which a reader is to see exactly `shown`, on one line. */
export const attacks: readonly Attack[] = [
	...lone,
	...escapes,
	...escapesWithMore,
	...sequences,
	...sequencesByName,
	...systemCommands,
	...strings,
	...nested,
	...invisible,
];

/** All of those of which nothing is to be seen, one after the other. */
export const everything = attacks
	.filter(({ shown }) => shown === "")
	.map(({ text }) => text)
	.join("");

/** Line ends of every kind: each begins a line of our own making. */
export const lineEnds: readonly Attack[] = [
	attack("a carriage return to overwrite", "paid\rowed", "paid\nowed"),
	attack("a carriage return and a newline", "a\r\nb", "a\nb"),
	attack("a line separator", "a\u2028b", "a\nb"),
	attack("a paragraph separator", "a\u2029b", "a\nb"),
];

/** Halves that would be whole if the text before or after them were shown beside them. */
export const halves: readonly (readonly [Attack, Attack])[] = [
	[attack("ESC", "a\x1b", "a"), attack("and the rest of a colour", "[31mb", "[31mb")],
	[attack("CSI", "a\x1b[", "a"), attack("and its final byte", "31mb", "31mb")],
	[attack("C1 CSI", "a\x9b", "a"), attack("and its final byte", "31mb", "31mb")],
	[attack("OSC", "a\x1b]0;b", "a0;b"), attack("and its end", "c\x07d", "cd")],
	[attack("DCS", "a\x1bPb", "ab"), attack("and its end", `c${st}d`, "cd")],
	[
		attack("a letter", "a", "a"),
		attack("and marks for it", "\u0301".repeat(30), "\u0301".repeat(8)),
	],
];
