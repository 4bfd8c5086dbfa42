import { type LookMaker, needsNames } from "../start/look-maker.ts";
import { loadEmoji } from "../text/emoji.ts";
import type { Terminal } from "./terminal.ts";

/** Lets the look follow what the terminal says of itself, and reads the names of emoji once the first frame is there. */
export function takeAnswers({ answers, answered }: Terminal, looks: LookMaker): void {
	const isLate = answered() === undefined;
	if (isLate) void answers.then((late) => looks.change(late));
	setImmediate(() => {
		if (!needsNames(looks.sources())) return;
		void loadEmoji().then((names) => looks.change({ names }));
	});
}
