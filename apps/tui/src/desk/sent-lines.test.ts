import { expect, test } from "vitest";
import { parseLines, writeLines } from "../input/history.ts";
import { Chat } from "../testing/chat.ts";
import { noteSent, restoreSent } from "./sent-lines.ts";

function chatWith(noted?: string): Chat {
	const chat = new Chat();
	chat.client.goLive("ann", "#general");
	if (noted !== undefined) chat.client.noted.set("history", noted);
	restoreSent(chat.desk);
	return chat;
}

test("what was sent is there again next time, several lines and all", () => {
	const chat = chatWith();
	chat.say("one");
	chat.controller.onInput({ type: "paste", text: "two\nlines" });
	chat.press("enter");
	const next = chatWith(chat.client.noted.get("history"));
	next.press("up");
	expect(next.typed).toBe("two\nlines");
	next.press("home", "up", "up");
	expect(next.typed).toBe("one");
});

test("two windows keep the lines of both", () => {
	const chat = chatWith(writeLines(["before"]));
	noteSent(chatWith().desk, "nowhere");
	chat.client.noted.set("history", writeLines(["before", "from the other window"]));
	chat.say("from here");
	expect(parseLines(chat.client.noted.get("history") ?? "")).toEqual([
		"before",
		"from the other window",
		"from here",
	]);
});

test("a disk that refuses does not make a message unsent", () => {
	const chat = chatWith();
	chat.client.failures.set("note", new Error("The disk is full."));
	chat.say("hello");
	expect([chat.typed, chat.client.askedOf("post")]).toEqual(["", ["post #general hello"]]);
	expect(chat.rows.join(" ")).toContain("The disk is full.");
	expect(chat.state.history.lines).toEqual(["hello"]);
	chat.say("/nick Ann");
	expect(chat.client.askedOf("nick")).toEqual(["nick Ann"]);
});

test("a note that is none of ours counts as nothing", () => {
	expect(chatWith('"fine"\n{"no":1}\nnot json\n"\\u001b[31mx"').state.history.lines).toEqual([
		"fine",
		"\x1b[31mx",
	]);
	const chat = chatWith('"\\u001b[31mx"');
	chat.press("up");
	expect(chat.typed).toBe("[31mx");
});

test("of many long lines the newest are kept, as many as there is room for", () => {
	const lines = Array.from({ length: 100 }, (_, at) => `${at} ${"x".repeat(10_000)}`);
	const written = writeLines(lines);
	expect(written.length).toBeLessThanOrEqual(256 * 1024);
	expect(parseLines(written).at(-1)).toBe(lines.at(-1));
	expect(parseLines(written).length).toBeGreaterThan(20);
});
