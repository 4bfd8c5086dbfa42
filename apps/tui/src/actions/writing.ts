import { complete } from "../commands/complete.ts";
import { problemOf, readTyped, type Typed } from "../commands/typed.ts";
import type { Desk } from "../desk.ts";
import { freshLine } from "../input/editor.ts";
import { remember } from "../input/history.ts";
import { scroll } from "../paging.ts";
import { roomIn } from "../state/place.ts";
import { goDown, goUp, withEditor } from "../state/typing-line.ts";
import type { Action } from "./action.ts";

/** Keys that send, complete and recall what one types. */
export const writingActions: readonly Action[] = [
	{ name: "submit", keys: ["enter"], help: "send", run: submit },
	{
		name: "complete",
		keys: ["tab"],
		help: "complete a /command, #room or name",
		run: ({ change }) => change((state) => complete(state, 1)),
	},
	{
		name: "complete-back",
		keys: ["shift+tab"],
		help: "the completion before",
		run: ({ change }) => change((state) => complete(state, -1)),
	},
	{ name: "older", keys: ["up"], help: "what you sent before", run: ({ change }) => change(goUp) },
	{
		name: "newer",
		keys: ["down"],
		help: "what you sent after that",
		run: ({ change }) => change(goDown),
	},
];

function submit(desk: Desk): void {
	const { editor, current } = desk.state();
	const text = editor.text.trimEnd();
	if (text.trim() === "") {
		retryIfOffline(desk);
		return;
	}
	// What comes of it is told at the end.
	scroll(desk, () => ({ at: "end" }));
	const typed = readTyped(text);
	const problem = problemOf(typed);
	// What was typed stays in the line, and so it does when `post` throws.
	if (problem !== undefined) {
		desk.tell(problem, "problem");
		return;
	}
	if (typed.type === "say") desk.client().post(roomIn(current), typed.text);
	desk.change((state) => ({
		...withEditor(state, freshLine(state.editor)),
		history: remember(state.history, text),
	}));
	if (typed.type === "command") run(desk, typed);
}

function run(desk: Desk, { command, argument }: Extract<Typed, { type: "command" }>): void {
	// A command may throw at once or later; both are told the same way.
	Promise.try(() => command.run(desk, argument)).catch(desk.problem);
}

function retryIfOffline(desk: Desk): void {
	const client = desk.client();
	const { state } = client.status();
	if (state === "waiting" || state === "closed") client.retryNow();
}
