import { checkAnswers } from "./answers.ts";
import type { History, Violation } from "./history.ts";
import { indexStored } from "./index-stored.ts";
import { checkOrder } from "./order.ts";
import { checkSeen } from "./seen.ts";
import { checkStored } from "./stored.ts";

/**
 * Judges a history by every rule. Pure: the same history gives the same violations. The rules are the promises
 * of the README in the terms of what can be seen from outside; none of them knows how the server works.
 */
export function checkHistory(history: History): Violation[] {
	const index = indexStored(history);
	return [
		...checkStored(history, index),
		...checkSeen(history),
		...checkAnswers(history, index),
		...checkOrder(history, index),
	];
}
