import { limits } from "@partyline/shared/protocol/limits";
import { messageLimitBytes, parseMessageText } from "@partyline/shared/text/message-text";
import {
	nameKey,
	parseAccountName,
	parseRoomName,
	toAccountName,
} from "@partyline/shared/text/names";
import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import { parseTopic } from "@partyline/shared/text/topic";
import { pad, truncate } from "../../../apps/tui/src/text/truncate.ts";
import { measure, widthOf } from "../../../apps/tui/src/text/width.ts";
import { wrap } from "../../../apps/tui/src/text/wrap.ts";
import { safeJson } from "../../../apps/tui/src/verbs/safe-json.ts";
import { kindsIn } from "../../support/control-sequences.ts";
import type { Random } from "../../support/random.ts";
import { anyText } from "./corpus.ts";
import { mutate } from "./mutate.ts";
import { sanitizeSimply } from "./reference-sanitizer.ts";
import { type FuzzTarget, holds, shown } from "./target.ts";

/** As text comes in JSON: of UTF-16 units, halves of characters among them. */
function makeText(random: Random): Buffer {
	const words = [anyText(random), anyText(random)].map((text) => Buffer.from(text, "utf16le"));
	return mutate(Buffer.concat(words), random, { others: words, encoding: "utf16le" });
}

function toText(input: Buffer): string {
	return input.subarray(0, input.length & ~1).toString("utf16le");
}

/** The sanitizer, and what sets clean text in rows. */
export const sanitizerTarget: FuzzTarget = {
	name: "sanitizer",
	atOnce: 1,
	make: makeText,
	check(input, random) {
		const text = toText(input);
		const clean = sanitize(text);
		isClean(clean, ["C0 09", "C0 0A"]);
		holds(sanitize(clean) === clean, () => `clean text stays as it is: ${shown(clean)}`);
		const simple = sanitizeSimply(text);
		holds(
			withoutMarks(clean) === withoutMarks(simple),
			() => `what is left is what the rules leave: ${shown(clean)} and not ${shown(simple)}`,
		);
		const line = sanitizeLine(text);
		isClean(line, []);
		holds(sanitizeLine(line) === line, () => `a clean line stays as it is: ${shown(line)}`);
		checkJson(text);
		checkRows(clean, line, random);
	},
};

function isClean(text: string, allowed: readonly string[]): void {
	holds(text.isWellFormed(), () => `it is of whole characters: ${shown(text)}`);
	const kinds = kindsIn(Buffer.from(text)).filter((kind) => !allowed.includes(kind));
	holds(kinds.length === 0, () => `no ${kinds.join(", ")} is left in ${shown(text)}`);
	// What is invisible moves no cursor: the marks after it land on the letter before it.
	const seen = text.replaceAll(/(?![\p{M}\u200c\u200d])[\p{Cf}\p{DI}]/gu, "");
	holds(!/[\p{M}\u200c\u200d]{9}/u.test(seen), () => `no pile is left in ${shown(text)}`);
}

function withoutMarks(text: string): string {
	return text.replaceAll(/[\p{M}\u200c\u200d]/gu, "");
}

function checkJson(text: string): void {
	const json = safeJson({ text });
	isClean(withoutMarks(json), []);
	holds(JSON.parse(json).text === text, () => `JSON reads back as it was: ${shown(text)}`);
}

function checkRows(clean: string, line: string, random: Random): void {
	const width = random.between(1, 120);
	const indent = random.between(0, 20);
	for (const row of wrap(clean, width, { indent })) {
		// A character of two columns has to stand somewhere.
		holds(widthOf(row) <= Math.max(2, width), () => `a row of ${width} is no wider: ${shown(row)}`);
	}
	const bare = (value: string) => value.replaceAll(/[\s]/g, "");
	holds(
		bare(wrap(clean, width, { indent }).join("")) === bare(clean),
		() => `wrapping at ${width} loses nothing: ${shown(clean)}`,
	);
	const sum = measure(line).reduce((total, piece) => total + piece.width, 0);
	holds(sum === widthOf(line), () => `a line is as wide as its pieces: ${shown(line)}`);
	holds(
		widthOf(truncate(line, width, "...")) <= width,
		() => `cut to ${width} it is no wider: ${shown(line)}`,
	);
	holds(
		widthOf(pad(line, width, "...")) === width,
		() => `filled to ${width} it is as wide: ${shown(line)}`,
	);
}

/** The rules for messages, names and topics. */
export const rulesTarget: FuzzTarget = {
	name: "rules",
	atOnce: 1,
	make: makeText,
	check(input) {
		const text = toText(input);
		checkMessage(text);
		checkTopic(text);
		for (const words of [text, text.slice(0, 40), `#${text.slice(0, 40)}`]) {
			checkName(words, parseAccountName);
			checkName(words, parseRoomName);
		}
		const made = toAccountName(text, text.slice(1));
		holds(parseAccountName(made).ok, () => `a name made of anything is a name: ${shown(made)}`);
	},
};

function checkMessage(text: string): void {
	const parsed = parseMessageText(text);
	if (!parsed.ok) {
		isSentence(parsed.problem);
		return;
	}
	const again = parseMessageText(parsed.text);
	holds(
		again.ok && again.text === parsed.text,
		() => `a text that was taken is taken again: ${shown(parsed)}`,
	);
	holds(Buffer.byteLength(parsed.text) <= messageLimitBytes, () => "a text is within its limit");
	holds(
		!/(?![\n\t])\p{Cc}|\p{Cs}/u.test(parsed.text),
		() => `no control is taken: ${shown(parsed)}`,
	);
}

function checkTopic(text: string): void {
	const parsed = parseTopic(text);
	if (!parsed.ok) {
		isSentence(parsed.problem);
		return;
	}
	isClean(parsed.topic, []);
	holds([...parsed.topic].length <= limits.topicChars, () => "a topic is within its limit");
	const again = parseTopic(parsed.topic);
	holds(
		again.ok && again.topic === parsed.topic,
		() => `a topic that was taken is taken again: ${shown(parsed)}`,
	);
}

function checkName(text: string, parse: typeof parseAccountName): void {
	const parsed = parse(text);
	if (!parsed.ok) {
		isSentence(parsed.problem);
		return;
	}
	const { name } = parsed;
	isClean(name, []);
	const again = parse(name);
	holds(
		again.ok && again.name === name,
		() => `a name that was taken is taken again: ${shown(name)}`,
	);
	for (const form of ["NFC", "NFD", "NFKC", "NFKD"])
		holds(
			nameKey(name.normalize(form)) === nameKey(nameKey(name)),
			() => `a name has one key, however it is written: ${shown(name)}`,
		);
	holds(widthOf(name) > 0, () => `a name is to be seen: ${shown(name)}`);
}

/** What is wrong is told in a sentence that can be shown. */
function isSentence(problem: string): void {
	isClean(problem, []);
	holds(
		/^[A-Z].*\.$/s.test(problem) && problem.length < 1000,
		() => `not a sentence: ${shown(problem)}`,
	);
}
