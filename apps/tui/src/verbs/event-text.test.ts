import { expect, test } from "vitest";
import { event } from "../testing/samples.ts";
import { eventText } from "./event-text.ts";

test.each([
	[{ text: "hello" }, "<bob> hello"],
	[{ text: "one\ntwo" }, "<bob> one\n    two"],
	[{ text: "waves", action: true }, "* bob waves"],
	[{ text: "\x1b[31mred\x07\r\n<eve> me" }, "<bob> red\n    <eve> me"],
	[{ type: "join" }, "*** bob joined"],
	[{ type: "part" }, "*** bob left the room"],
	[{ type: "topic", topic: "on\ncall\x1b[m" }, "*** bob set the topic: on call"],
	[{ type: "topic", topic: "" }, "*** bob took the topic away"],
	[{ type: "create", kind: "public" }, "*** bob made the room"],
	[{ type: "create", kind: "private", title: "#secret" }, "*** bob made this private room"],
	[{ type: "invite", who: "eve" }, "*** bob brought eve in"],
	[{ type: "kick", who: "eve", reason: "spam\x1b[m" }, "*** bob took eve out of the room: spam"],
	[{ type: "role", who: "bob", role: "moderator" }, "*** bob moderates the room"],
	[{ type: "role", who: "eve", role: "moderator" }, "*** bob made eve a moderator"],
	[{ type: "settings", readOnly: true }, "*** bob made the room read-only"],
	[{ type: "rename", name: "#new", was: "#old" }, "*** bob renamed the room from #old to #new"],
	[{ type: "redact", seqs: [1] }, "*** bob took a message back"],
	[{ type: "redact", seqs: [1, 2], reason: "spam" }, "*** bob took 2 messages back: spam"],
	[{ text: "", redacted: true }, "<bob> (taken back)"],
	[{ type: "poll\x1b[m\n" }, "*** bob: something this version cannot show (poll )"],
])("%j is one entry that tells when, who and what", (details, sentence) => {
	expect(eventText(event(1, details))).toBe(`2026-11-22 12:00:00 ${sentence}`);
});

test("one digit has its nought", () => {
	const at = new Date(2026, 0, 2, 3, 4, 5).getTime();
	expect(eventText(event(1, { at, type: "join" }))).toBe("2026-01-02 03:04:05 *** bob joined");
});
