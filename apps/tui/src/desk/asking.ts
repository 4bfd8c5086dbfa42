import { orphansIn, type Question, withoutQuestion, withoutQuestions } from "../state/ask.ts";
import type { Desk } from "./desk.ts";

/** What is asked of a person before something is done. */
type Asked = Pick<Question, "title" | "lines" | "secret" | "about">;

/** Answers the question that is open; what comes of it is told. */
export function answerQuestion(desk: Desk, answer: string): void {
	const { layer } = desk.state();
	if (layer.type !== "ask") return;
	desk.change(withoutQuestion);
	Promise.try(() => layer.question.onAnswer(answer)).catch(desk.problem);
}

/** Lets go of the question that is open. */
export function cancelQuestion(desk: Desk): void {
	const { layer } = desk.state();
	if (layer.type !== "ask") return;
	desk.change(withoutQuestion);
	layer.question.onCancel?.();
}

/** Lets go of the questions about rooms that are ours no more, and says so. */
export function closeOrphans(desk: Desk): void {
	const orphans = orphansIn(desk.state());
	const [about] = orphans.map((question) => question.about);
	if (about === undefined) return;
	const at = desk.now();
	// Who is typing the answer at that moment says it to nobody.
	desk.change((state) => ({
		...withoutQuestions(state, orphans),
		moved: state.moved ?? { from: about, at },
	}));
	for (const { title, onCancel } of orphans) {
		desk.problem(`Not done, as you are in that room no more: ${title}`);
		onCancel?.();
	}
}

/** Asks for a line of text; undefined when the person would rather not. */
export function askText(desk: Desk, asked: Asked): Promise<string | undefined> {
	return new Promise((resolve) => {
		desk.ask({ ...asked, onAnswer: resolve, onCancel: () => resolve(undefined) });
	});
}

/** Asks whether to do something; whatever is not a clear yes is a no. */
export async function askYes(desk: Desk, { lines, ...asked }: Asked): Promise<boolean> {
	const answer = await askText(desk, {
		...asked,
		lines: [...lines, "yes does it; Enter or Esc leaves it."],
	});
	return answer !== undefined && /^y(?:es)?$/i.test(answer.trim());
}
