import { type Question, withoutQuestion } from "../state/ask.ts";
import type { Desk } from "./desk.ts";

/** What is asked of a person before something is done. */
type Asked = Pick<Question, "title" | "lines" | "secret">;

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

/** Asks for a line of text; undefined when the person would rather not. */
export function askText(desk: Desk, asked: Asked): Promise<string | undefined> {
	return new Promise((resolve) => {
		desk.ask({ ...asked, onAnswer: resolve, onCancel: () => resolve(undefined) });
	});
}

/** Asks whether to do something; whatever is not a clear yes is a no. */
export async function askYes(desk: Desk, { title, lines }: Asked): Promise<boolean> {
	const answer = await askText(desk, {
		title,
		lines: [...lines, "yes does it; Enter or Esc leaves it."],
	});
	return answer !== undefined && /^y(?:es)?$/i.test(answer.trim());
}
