/**
 * A program for a terminal: asks it what it lies about, writes every emoji and what else is hard as they are then
 * shown, and puts into a file what it drew wider or narrower than we count.
 */
import { writeFileSync } from "node:fs";
import type { Reply } from "../../apps/tui/src/input/event.ts";
import { KeyDecoder } from "../../apps/tui/src/input/keys.ts";
import { createProbe, probeBytes } from "../../apps/tui/src/terminal/width-probe.ts";
import { loadEmoji } from "../../apps/tui/src/text/emoji.ts";
import { createGlyphs, showable } from "../../apps/tui/src/text/glyphs.ts";
import { createSigns } from "../../apps/tui/src/text/signs.ts";
import { widthOf } from "../../apps/tui/src/text/width.ts";

const others = [
	"👋🏽",
	"✌🏽",
	"👩🏽‍🚀",
	"🧑🏻‍🤝‍🧑🏿",
	"🏃🏽‍♀️‍➡️",
	"กำลังทำ",
	"ນ້ຳ",
	"क्षेत्र",
	"ක්‍ෂ",
	"한국어",
	"\u1100\u1161\u11a8",
	"ｶﾞ",
	"שָׁלוֹם",
	"مرحبا",
	"日本",
	"㉈",
	"☰",
];

let take: (reply: Reply) => void = () => {};
const decoder = new KeyDecoder();
process.stdin.setRawMode(true);
process.stdin.on("data", (chunk: Buffer) => {
	for (const event of decoder.push(chunk)) {
		if (event.type === "reply") take(event);
	}
});

function ask<T>(bytes: string, answered: (reply: Reply) => T | undefined): Promise<T> {
	return new Promise((resolve) => {
		take = (reply) => {
			const answer = answered(reply);
			if (answer !== undefined) resolve(answer);
		};
		process.stdout.write(bytes);
	});
}

const answer = await ask(probeBytes, createProbe().take);
const glyphs = createGlyphs({ utf8: true, fewSigns: false }, answer);
const names = await loadEmoji();
const texts = [...names.entries.map(({ emoji }) => emoji), ...others];
const shown = new Set([
	...Object.values(createSigns(false)),
	...texts.map((text) => showable(text, glyphs, names)),
	...texts.map((text) => showable(text, glyphs)),
]);
const wrong: string[] = [];
for (const text of shown) {
	if (/^[ -~]*$/.test(text)) continue;
	// Something before it, which a mark or a joiner of the text must not land on.
	const drawn = await ask(`\x1b[2;1H\x1b[2Kx${text}\x1b[6n`, (reply) =>
		reply.kind === "cursor" ? reply.column - 2 : undefined,
	);
	if (drawn !== widthOf(text)) wrong.push(`${text}: ${widthOf(text)}, drawn ${drawn}`);
}
writeFileSync(process.argv[2] ?? "", JSON.stringify({ lies: [...answer.lies], wrong }));
process.exit(0);
