import { problemOf, readTyped, type Typed } from "../commands/typed.ts";
import type { Desk } from "../desk/desk.ts";
import { noteDraft } from "../desk/drafts.ts";
import { scroll } from "../desk/paging.ts";
import { noteSent } from "../desk/sent-lines.ts";
import { freshLine, replaceText } from "../input/editor.ts";
import { asideOf, remember } from "../input/history.ts";
import { type Place, roomIn } from "../state/place.ts";
import { typedOf } from "../state/refused.ts";
import type { State } from "../state/state.ts";
import { lengthProblem } from "../state/text-length.ts";
import { putInLine, unsentIn, withEditor } from "../state/typing-line.ts";

const notDoneHint = "not done; the line is as it was";

/** Sends what is typed, or does what it says; on an empty line, what waits for Enter. */
export function submit(desk: Desk): void {
	const { editor, completion, asking } = desk.state();
	if (completion?.picked === true) {
		// Not sent yet: one went to it to have it in the line.
		desk.edit((line) => line);
		return;
	}
	const text = editor.text.trimEnd();
	if (text.trim() === "") {
		submitNothing(desk);
		return;
	}
	// What comes of it is told at the end.
	scroll(desk, () => ({ at: "end" }));
	const typed = readTyped(asking ? text.trimStart() : text);
	if (typed.type === "indented") {
		const hint = `Enter again runs /${typed.name}; write //${typed.name} to say it`;
		desk.change((state) => ({ ...withEditor(state, editor), asking: true, hint }));
		return;
	}
	const problem = problemOf(typed) ?? tooLong(desk, typed);
	// What was typed stays in the line, and so it does when `post` throws.
	if (problem !== undefined) {
		desk.tell(problem, "problem");
		if (typed.type === "command") desk.change((state) => ({ ...state, hint: notDoneHint }));
		return;
	}
	if (typed.type === "say") desk.client().post(roomIn(desk.state().current), typed.text);
	desk.change((state) => sent(state, text));
	noteSent(desk, text);
	if (typed.type === "command") run(desk, typed, text);
}

/** The state with a text sent; what a look back had put aside is the line again. */
function sent(state: State, text: string): State {
	const { editor, history } = state;
	const line = freshLine(editor, asideOf(history));
	return { ...withEditor(state, line), history: remember(history, text) };
}

function tooLong(desk: Desk, typed: Typed): string | undefined {
	const limitBytes = desk.client().server()?.limits.textBytes;
	if (typed.type === "say") return lengthProblem(typed.text, limitBytes);
	return typed.type === "command" ? lengthProblem(typed.argument, limitBytes) : undefined;
}

function run(
	desk: Desk,
	{ command, argument }: Extract<Typed, { type: "command" }>,
	text: string,
): void {
	const { current } = desk.state();
	// A command may throw at once or later; both are told the same way.
	Promise.try(() => command.run(desk, argument)).catch((error) => {
		// What could not be done is not to be typed again; what was begun since is worth more.
		desk.change((state) =>
			unsentIn(state, current) === "" ? giveBack(state, current, text) : state,
		);
		desk.problem(error);
	});
}

function giveBack(state: State, place: Place, text: string): State {
	const back = putInLine(state, place, text);
	return place === state.current ? { ...back, hint: notDoneHint } : back;
}

/** Enter on an empty line: takes back what was refused here, else tries to connect now. */
function submitNothing(desk: Desk): void {
	const client = desk.client();
	const { state } = client.status();
	if (!takeRefused(desk) && (state === "waiting" || state === "closed")) client.retryNow();
}

/**
 * Puts the newest refused post of this room back in the line; false if there is none. It leaves the outbox once
 * it is kept as a draft.
 */
function takeRefused(desk: Desk): boolean {
	const { current } = desk.state();
	const client = desk.client();
	const refused = client
		.outbox()
		.findLast(({ room, refused: why }) => why !== undefined && room === roomIn(current));
	if (refused === undefined) return false;
	const text = typedOf(refused);
	noteDraft(client, roomIn(current), text);
	desk.edit((editor) => replaceText(editor, text));
	client.drop(refused.id);
	return true;
}
