import type { Entry, History, Violation } from "./history.ts";
import type { StoredIndex } from "./index-stored.ts";
import { tell } from "./stored.ts";

/** What the senders were told: one answer a post, none left without, all by the protocol. */
export function checkAnswers(history: History, index: StoredIndex): Violation[] {
	return [...checkOneAnswer(history), ...checkAnswered(history, index), ...checkFrames(history)];
}

type Answer = Extract<Entry, { type: "acked" | "refused" }>;

function answersIn({ entries }: History): Answer[] {
	return entries.filter(
		(entry): entry is Answer =>
			entry.type === "refused" || (entry.type === "acked" && !entry.again),
	);
}

function checkOneAnswer(history: History): Violation[] {
	const answered = new Set<string>();
	return answersIn(history).flatMap((entry): Violation[] => {
		if (answered.has(entry.text)) return [{ rule: "one answer", what: `${tell(entry)} again` }];
		answered.add(entry.text);
		return [];
	});
}

function checkAnswered(history: History, index: StoredIndex): Violation[] {
	const answered = new Set(answersIn(history).map((entry) => entry.text));
	for (const entry of history.entries)
		if (entry.type === "gone" && index.has(entry.text)) answered.add(entry.text);
	return history.entries.flatMap((entry): Violation[] => {
		if (entry.type !== "taken" || answered.has(entry.text)) return [];
		return [{ rule: "answered", what: `nothing came of ${tell(entry)}` }];
	});
}

function checkFrames({ entries }: History): Violation[] {
	return entries.flatMap((entry): Violation[] =>
		entry.type === "strange" ? [{ rule: "by the protocol", what: tell(entry) }] : [],
	);
}
