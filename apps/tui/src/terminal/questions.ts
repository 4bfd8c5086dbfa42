import type { Reply } from "../input/event.ts";
import type { Answer } from "../text/glyphs.ts";
import { askBackground, readBackground } from "./background.ts";
import { hasFewSigns } from "./locale.ts";
import { createProbe, probeBytes } from "./width-probe.ts";

/** What a terminal says of itself; what it does not answer is not there. */
export type Answers = {
	readonly background: "dark" | "light" | undefined;
	readonly widths: Answer | undefined;
	/** Whether it speaks the kitty keyboard protocol. */
	readonly kitty: boolean;
};

/** All that is asked of one terminal. */
export type Questions = {
	/** They belong on an empty screen, before the first frame. */
	readonly bytes: string;
	/** Takes a reply; gives the answers when nothing more will come. */
	readonly take: (reply: Reply) => Answers | undefined;
};

const askKitty = "\x1b[?u";
/** Every terminal answers this one (DA1), and in the order of the questions: it tells that the others are over. */
const askAttributes = "\x1b[c";

/** The questions for the terminal of this environment. */
export function createQuestions(env: Readonly<Record<string, string | undefined>>): Questions {
	const probe = createProbe();
	let answers: Answers = { background: undefined, widths: undefined, kitty: false };
	// An old console would print what it does not know.
	const ask = hasFewSigns(env) ? "" : askBackground + askKitty;
	return {
		bytes: probeBytes + ask + askAttributes,
		take: (reply) => {
			answers = {
				background: answers.background ?? readBackground(reply),
				widths: answers.widths ?? probe.take(reply),
				kitty: answers.kitty || (reply.kind === "keyboard" && reply.prefix === "?"),
			};
			return reply.kind === "attributes" && reply.prefix === "?" ? answers : undefined;
		},
	};
}
