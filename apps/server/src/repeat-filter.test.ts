import pino from "pino";
import { describe, expect, test } from "vitest";
import { createRepeatFilter } from "./repeat-filter.ts";

/** A log whose clock is the test's, and the words of the lines that came. */
function arrange() {
	const lines: string[] = [];
	const time = { now: 0 };
	const hooks = { logMethod: createRepeatFilter(() => time.now) };
	const log = pino({ hooks }, { write: (line) => void lines.push(JSON.parse(line).msg) });
	return { log, lines, time };
}

describe("the log", () => {
	test("tells the same trouble once a second, however often it comes", () => {
		const { log, lines, time } = arrange();
		const err = new Error("the disk is full");
		for (; time.now < 3_000; time.now++) log.error({ err }, "storage refused");
		expect(lines).toEqual(["storage refused", "storage refused", "storage refused"]);
	});

	test("tells different troubles apart by their words and their reason", () => {
		const { log, lines } = arrange();
		for (const _ of [1, 2]) {
			log.error({ err: new Error("full") }, "storage refused");
			log.error({ err: new Error("broken") }, "storage refused");
			log.error({ err: new Error("full") }, "closing");
			log.error("plain words");
		}
		expect(lines).toEqual(["storage refused", "storage refused", "closing", "plain words"]);
	});

	test("leaves out nothing that is no error, and never the fatal line", () => {
		const { log, lines } = arrange();
		for (const _ of [1, 2]) {
			log.info({ account: "ann" }, "login");
			log.fatal({ err: new Error("gone") }, "the journal failed");
		}
		expect(lines).toEqual(["login", "the journal failed", "login", "the journal failed"]);
	});
});
