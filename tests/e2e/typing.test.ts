import { describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { loggedTexts, numbersIn, postNumbered } from "../support/pages.ts";
import type { Screen } from "../support/pty.ts";

async function withChat(size = {}): Promise<{ machine: Machine; ann: Screen }> {
	const machine = await Machine.create();
	await machine.startDaemon();
	return { machine, ann: await machine.connectedChat("ann", size) };
}

describe("what one types", () => {
	test("may have lines: Alt+Enter and Ctrl+J begin one, Enter sends them as one message", async () => {
		const { machine, ann } = await withChat();
		ann.type("roses");
		ann.key("alt+enter");
		ann.type("violets\nsugar");
		await ann.sees(/ann> roses\n {5}violets\n {5}sugar/);
		ann.key("enter");
		await ann.sees(/\d\d:\d\d ann +roses\n +violets\n +sugar/);
		expect(await loggedTexts(machine)).toEqual(["roses\nviolets\nsugar"]);
	});

	test("pasted with 20 lines is one message, sent by Enter and not before", async () => {
		const { machine, ann } = await withChat();
		const bob = await machine.connectedChat("bob");
		const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
		ann.paste(lines.join("\n"));
		await ann.sees("line 20");
		ann.say("");
		// So many lines are folded, and told how many.
		await bob.sees(/line 1\n[\s\S]*line 11\n +▸ 9 more lines/);
		expect(await loggedTexts(machine)).toEqual([lines.join("\n")]);
	});

	test("pasted may have what would be keys: nothing of it is pressed", async () => {
		const { machine, ann } = await withChat();
		ann.paste("a\tb\x03c\x1b[A/quit\n");
		ann.say("end");
		await ann.sees(/\d\d:\d\d ann +a/);
		expect((await loggedTexts(machine)).join()).toMatch(/^a.b.*c.*\/quit\nend$/s);
	});

	test("comes back with Up, and Down returns to the line one was in", async () => {
		const { ann } = await withChat();
		ann.say("first");
		ann.say("second");
		await ann.sees(/\d\d:\d\d ann +first\n\d\d:\d\d +second/);
		ann.type("third");
		ann.key("up");
		await ann.hasTyped("ann> second");
		ann.key("up");
		await ann.hasTyped("ann> first");
		ann.key("down");
		await ann.hasTyped("ann> second");
		ann.key("down");
		await ann.hasTyped("ann> third");
	});

	test("stays with its room", async () => {
		const { ann } = await withChat();
		ann.say("/join #tea");
		await ann.sees("you made it");
		ann.type("for tea");
		ann.key("alt+1");
		await ann.hasTyped(/^ann>$/);
		ann.key("alt+2");
		await ann.hasTyped("ann> for tea");
	});

	test("in wide characters keeps the cursor where the next one comes", async () => {
		const { ann } = await withChat();
		ann.type("日本語");
		await ann.hasTyped("日本語");
		expect(ann.cursor().column).toBe("ann> ".length + 6);
	});

	test("longer than the line goes on below, whole", async () => {
		const { machine, ann } = await withChat();
		const long = "0123456789".repeat(20);
		ann.type(long);
		await ann.until("all of it", (rows) =>
			rows
				.map((row) => row.replace("ann> ", "").trim())
				.join("")
				.includes(long),
		);
		ann.key("enter");
		await ann.sees(/\d\d:\d\d ann/);
		expect(await loggedTexts(machine)).toEqual([long]);
	});
});

describe("a room with 500 messages", () => {
	/** Presses PgUp until nothing is above; resolves with every number that was seen, in order. */
	async function readUpwards(screen: Screen): Promise<number[]> {
		const seen = new Set(numbersIn(screen.rows()));
		while (!screen.shows("the beginning of the room")) {
			const first = numbersIn(screen.rows())[0] ?? 0;
			screen.key("pageup");
			await screen.until(
				`what is above ${first}`,
				(rows) => (numbersIn(rows)[0] ?? 0) < first || rows.join().includes("the beginning"),
			);
			for (const number of numbersIn(screen.rows())) seen.add(number);
		}
		return [...seen].sort((a, b) => a - b);
	}

	async function withHistory() {
		const machine = await Machine.create();
		await machine.startDaemon();
		await postNumbered(await machine.peer("poster"), 500);
		const ann = await machine.connectedChat("ann");
		await ann.sees("message 500");
		return { machine, ann };
	}

	test("is read to its beginning with PgUp, without a hole, and Esc comes back", async () => {
		const { machine, ann } = await withHistory();
		expect(await readUpwards(ann)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
		await ann.sees(/↓ 4\d\d more/);
		expect((await machine.send("bob", "#general", "meanwhile")).code).toBe(0);
		ann.doesNotSee("meanwhile");
		ann.key("escape");
		await ann.sees(/bob +meanwhile/);
		ann.doesNotSee(/↓ \d+ more/);
	});

	test("scrolls down again with PgDn, to the end", async () => {
		const { ann } = await withHistory();
		for (let times = 0; times < 3; times++) ann.key("pageup");
		await ann.sees(/↓ \d+ more/);
		ann.doesNotSee("message 500");
		for (let times = 0; times < 3; times++) ann.key("pagedown");
		await ann.sees("message 500");
		ann.doesNotSee(/↓ \d+ more/);
	});

	test("goes back to the end with what one says", async () => {
		const { ann } = await withHistory();
		ann.key("pageup");
		await ann.losesSight("message 500");
		ann.say("I was reading");
		await ann.sees(/\d\d:\d\d ann +I was reading/);
		expect(ann.shows("message 500")).toBe(true);
	});
});
