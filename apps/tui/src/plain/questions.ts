import { answerQuestion } from "../desk/asking.ts";
import type { Desk } from "../desk/desk.ts";
import type { Question } from "../state/ask.ts";
import type { State } from "../state/state.ts";

/** Questions in a chat of lines: the next line is the answer. */
export type Questions = {
	/** Says what is asked, once. */
	readonly tell: (state: State) => string[];
	/** Takes a line as the answer; false when nothing is asked. */
	readonly answer: (line: string) => boolean;
	/** Resolves when something is asked that was not before. */
	readonly asked: () => Promise<void>;
};

const ways = "The next line is the answer; Ctrl+C gives none.";

/** Lets the questions of a desk be asked in lines. */
export function createQuestions(desk: Desk): Questions {
	let told: Question | undefined;
	let waiting = Promise.withResolvers<void>();
	const { ask } = desk;
	Object.assign(desk, {
		ask: (question: Question) => {
			ask(question);
			waiting.resolve();
		},
	});
	return {
		tell: (state) => {
			const question = questionIn(state);
			const isNew = question !== undefined && question !== told;
			told = question;
			return isNew ? [question.title, ...question.lines, ways] : [];
		},
		answer: (line) => {
			if (questionIn(desk.state()) === undefined) return false;
			answerQuestion(desk, line);
			return true;
		},
		asked: () => {
			waiting = Promise.withResolvers();
			return questionIn(desk.state()) === undefined ? waiting.promise : Promise.resolve();
		},
	};
}

/** What is asked now. */
export function questionIn({ layer }: State): Question | undefined {
	return layer.type === "ask" ? layer.question : undefined;
}
