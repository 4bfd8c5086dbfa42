import { expect, test } from "vitest";
import { event } from "../testing/samples.ts";
import { eventText } from "./event-text.ts";

test.each([
	[{ text: "hello" }, "<bob> hello"],
	[{ text: "one\ntwo" }, "<bob> one\n    two"],
	[{ text: "waves", action: true }, "* bob waves"],
	[{ text: "\x1b[31mred\x07\r\n<eve> me" }, "<bob> red\n    <eve> me"],
	[{ type: "join" }, "*** bob joined"],
	[{ type: "part" }, "*** bob left"],
	[{ type: "topic", topic: "on\ncall\x1b[m" }, "*** bob set the topic: on call"],
	[{ type: "topic", topic: "" }, "*** bob took the topic away"],
	[{ type: "create", kind: "public" }, "*** bob made the room"],
	[{ type: "poll\x1b[m\n" }, "*** bob: poll "],
])("%j is one entry that tells when, who and what", (details, sentence) => {
	expect(eventText(event(1, details))).toBe(`2026-11-22 12:00:00 ${sentence}`);
});

test("one digit has its nought", () => {
	const at = new Date(2026, 0, 2, 3, 4, 5).getTime();
	expect(eventText(event(1, { at, type: "join" }))).toBe("2026-01-02 03:04:05 *** bob joined");
});
