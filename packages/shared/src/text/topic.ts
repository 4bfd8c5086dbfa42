import { limits } from "../protocol/limits.ts";
import { sanitizeLine } from "./sanitize.ts";

/** What a topic may be: one line; control characters are taken out rather than refused. */
export type TopicResult = { ok: true; topic: string } | { ok: false; problem: string };

/** Reads a topic; empty is allowed and takes the topic away. */
export function parseTopic(raw: string): TopicResult {
	const topic = sanitizeLine(raw).trim();
	const chars = [...topic].length;
	return chars <= limits.topicChars
		? { ok: true, topic }
		: {
				ok: false,
				problem: `A topic may have at most ${limits.topicChars} characters; this one has ${chars}.`,
			};
}
