import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import type { Screen } from "../support/pty.ts";

/** The drafts on the disk of the one account of a machine, by the room. */
function draftsOf(machine: Machine): Record<string, string> {
	const file = join(machine.home, "state", "partyline", "client", "outbox.db");
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const rows = database.prepare("SELECT name, text FROM notes WHERE name LIKE 'draft:%'").all();
		return Object.fromEntries(rows.map(({ name, text }) => [String(name), String(text)]));
	} finally {
		database.close();
	}
}

async function withChat(): Promise<{ machine: Machine; ann: Screen }> {
	const machine = await Machine.create();
	await machine.startDaemon();
	return { machine, ann: await machine.connectedChat("ann") };
}

async function killed(screen: Screen): Promise<void> {
	screen.kill("SIGKILL");
	await screen.exited;
}

describe("what one has typed and not sent", () => {
	test("is there again after kill -9, in every room it was typed in", async () => {
		const { machine, ann } = await withChat();
		ann.say("/join #ops");
		await ann.sees(/#ops is new/);
		ann.type("for ops: half a tho");
		await ann.hasTyped("half a tho");
		ann.key("alt+1");
		await ann.hasTyped(/^ann> *$/);
		ann.type("roses");
		ann.key("alt+enter");
		ann.type("violets 語");
		await ann.hasTyped("violets 語");
		await expect
			.poll(() => draftsOf(machine))
			.toEqual({ "draft:#general": "roses\nviolets 語", "draft:#ops": "for ops: half a tho" });
		await killed(ann);
		const again = await machine.connectedChat("ann");
		await again.sees(/ann> roses\n {5}violets 語/);
		again.key("alt+2");
		await again.hasTyped("for ops: half a tho");
		again.key("enter");
		await again.sees(/\d\d:\d\d ann +for ops: half a tho/);
		await expect.poll(() => draftsOf(machine)).toEqual({ "draft:#general": "roses\nviolets 語" });
		await killed(again);
		const third = await machine.connectedChat("ann");
		third.key("alt+2");
		await third.hasTyped(/^ann> *$/);
	});

	test("is there again when a line sent before was shown as the program was ended", async () => {
		const { machine, ann } = await withChat();
		ann.say("hi");
		await ann.sees(/ann +hi/);
		ann.type("a long thought");
		await ann.hasTyped("a long thought");
		ann.key("up");
		await ann.hasTyped(/^ann> hi *$/);
		ann.kill("SIGTERM");
		await ann.exited;
		const again = await machine.connectedChat("ann");
		await again.hasTyped("a long thought");
		again.key("up");
		await again.hasTyped(/^ann> hi *$/);
		again.key("enter");
		await again.hasTyped("a long thought");
	});

	test("is on disk soon after it is on the screen, however fast one types", async () => {
		const { machine, ann } = await withChat();
		for (const letter of "the quick brown fox jumps over the lazy dog") ann.type(letter);
		await ann.hasTyped("lazy dog");
		await expect
			.poll(() => draftsOf(machine)["draft:#general"])
			.toBe("the quick brown fox jumps over the lazy dog");
		await killed(ann);
	});

	test.for(["SIGTERM", "SIGHUP", "SIGINT"] as const)(
		"is kept to its last letter when %s ends the program",
		async (signal) => {
			const { machine, ann } = await withChat();
			let typed = "";
			// Letter by letter, so that the last ones come while the disk rests from those before.
			for (const letter of "to-the-last-letter") {
				typed += letter;
				ann.type(letter);
				await ann.hasTyped(typed);
			}
			process.kill(ann.pid, signal);
			await ann.exited;
			expect(draftsOf(machine)).toEqual({ "draft:#general": typed });
		},
	);

	test("is there while the network is not, and after it", async () => {
		const { machine, ann } = await withChat();
		ann.type("for later");
		await machine.killDaemon();
		await ann.sees(/next try in|not reach|no answer|refuses/);
		await ann.hasTyped("for later");
		await killed(ann);
		const again = machine.chat("ann");
		await again.hasTyped("for later");
		again.key("enter");
		await again.sees(/⋯ +ann +for later/);
		await machine.startDaemon();
		await again.sees(/\d\d:\d\d ann +for later/);
	});
});

test("what was sent is found again by the arrows and by Ctrl+R after a restart", async () => {
	const { ann, machine } = await withChat();
	ann.say("deploy eu-1 now");
	await ann.sees(/\d\d:\d\d ann +deploy eu-1 now/);
	ann.say("something else");
	await ann.sees(/ann +something else/);
	ann.say("/quit");
	expect(await ann.exited).toBe(0);
	const again = await machine.connectedChat("ann");
	again.type("half a tho\x12eu");
	await again.hasTyped(/^\(search\) eu: deploy eu-1 now/);
	again.key("enter");
	await again.hasTyped("ann> deploy eu-1 now");
	again.type("\x1f");
	await again.hasTyped("ann> half a tho");
});
