import { complete, type Sources, wantsEmoji } from "../commands/complete.ts";
import type { Desk } from "../desk/desk.ts";
import { editElsewhere } from "../desk/editor-program.ts";
import { insert } from "../input/editor.ts";
import { stepMenu } from "../state/completion.ts";
import { beginRecall } from "../state/recall.ts";
import type { State } from "../state/state.ts";
import { goDown, goToEdge, goUp } from "../state/typing-line.ts";
import { loadEmoji } from "../text/emoji.ts";
import { typingWidth } from "../view/layout.ts";
import type { Action } from "./action.ts";
import { submit } from "./submit.ts";

/** Keys that send, complete and recall what one types. */
export const writingActions: readonly Action[] = [
	{ name: "submit", keys: ["enter"], help: "send", run: submit },
	{
		name: "complete",
		keys: ["tab"],
		help: "complete a /command, #room, name or :emoji:",
		run: (desk) => completeWord(desk, 1),
	},
	{
		name: "complete-back",
		keys: ["shift+tab"],
		help: "the completion before",
		run: (desk) => completeWord(desk, -1),
	},
	{
		name: "older",
		keys: ["up"],
		help: "a row up, then what you sent before",
		run: ({ change }) => change((state) => step(state, -1)),
	},
	{
		name: "newer",
		keys: ["down"],
		help: "a row down, then what you sent after that",
		run: ({ change }) => change((state) => step(state, 1)),
	},
	{
		name: "oldest",
		keys: ["alt+<", "alt+shift+,"],
		help: "the first of what you sent",
		run: ({ change }) => change((state) => goToEdge(state, "oldest")),
	},
	{
		name: "newest",
		keys: ["alt+>", "alt+shift+."],
		help: "back to what you were typing",
		run: ({ change }) => change((state) => goToEdge(state, "newest")),
	},
	{
		name: "recall",
		keys: ["ctrl+r"],
		help: "search what you sent",
		run: ({ change }) => change(beginRecall),
	},
	{
		name: "last-word",
		keys: ["alt+."],
		help: "put in the last word of what you sent",
		run: ({ state, edit }) => {
			const sent = state().history.lines.at(-1) ?? "";
			edit((editor) => insert(editor, sent.trimEnd().split(/\s/).at(-1) ?? ""));
		},
	},
	{
		name: "editor",
		keys: ["ctrl+x ctrl+e"],
		help: "write in your editor",
		run: editElsewhere,
	},
];

/** A row up or down in the menu, if one is open, else in what is typed, else in what was sent. */
function step(state: State, by: 1 | -1): State {
	const { completion } = state;
	if (completion !== undefined) return stepMenu(state, completion, { step: by, picked: true });
	return by === 1 ? goDown(state, typingWidth(state)) : goUp(state, typingWidth(state));
}

function completeWord(desk: Desk, by: 1 | -1): void {
	const { editor } = desk.state();
	const go = (sources: Sources) => desk.change((state) => complete(state, by, sources));
	if (!wantsEmoji(editor)) {
		go({ actions: [...new Set(desk.look.keymap.values())] });
		return;
	}
	loadEmoji()
		.then((emoji) => {
			// What was typed meanwhile is another word.
			if (desk.state().editor === editor) go({ emoji });
		})
		.catch(desk.problem);
}
