import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../support/free-port.ts";
import { Machine } from "../support/machine.ts";
import type { Piped } from "../support/processes.ts";

const altA = "\x1ba";

/** A second daemon on the machine, started again with the same data by calling `start` again. */
async function secondDaemon(machine: Machine) {
	const port = await freePort();
	const start = async (): Promise<Piped> => {
		const data = join(machine.home, "second");
		const daemon = machine.pipe(
			machine.command("partylined", "--log", "json", "--port", `${port}`, "--data", data),
		);
		await daemon.line("the line listening", (line) => line.includes('"msg":"listening"'));
		return daemon;
	};
	const say = async (text: string) => {
		const command = ["send", "--port", `${port}`, "--as", "carol", "#general", text];
		await machine.pipe(machine.command("partyline", ...command)).ended;
	};
	return { name: `127.0.0.1:${port}`, start, say };
}

test("two servers are one window: one talks in both, and while one is away the other goes on", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const second = await secondDaemon(machine);
	const daemon = await second.start();
	const ann = await machine.connectedChat("ann", { columns: 110, rows: 30 });
	const bob = await machine.connectedChat("bob");

	ann.say(`/connect ${second.name}`);
	await ann.sees(`Connected to ${second.name}.`);
	await ann.sees(/● 127\.0\.0\.1\S* *│[\s\S]*● 127\.0\.0\.1:\d+ *│/);
	await second.say("hello from the other side");
	await ann.sees("carol  hello from the other side");
	ann.say("said over there");
	await ann.sees(/ann +said over there/);

	ann.key("alt+1");
	await ann.losesSight("hello from the other side");
	ann.say("said over here");
	await bob.sees(/ann +said over here/);
	bob.doesNotSee("said over there");

	// What is told on the server that one does not look at is counted, and Alt+A goes there.
	await second.say("something new, ann");
	await ann.sees(/2 #general +!1/);
	ann.type(altA);
	await ann.sees("something new, ann");
	ann.key("alt+1");

	await daemon.end();
	await ann.sees("○ 127.0.0.1");
	await ann.sees("no answer");
	bob.say("are you still there?");
	await ann.sees("are you still there?");
	ann.say("as ever");
	await bob.sees(/ann +as ever/);

	ann.key("alt+2");
	ann.say("kept until it is back");
	await ann.sees(/⋯.*kept until it is back/);
	await second.start();
	await ann.losesSight("⋯");
	await ann.sees("kept until it is back");
	ann.doesNotSee("no answer");
});

test("/disconnect takes a server out of the window, what waits stays on disk, and is sent after the next /connect", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const second = await secondDaemon(machine);
	const daemon = await second.start();
	const ann = await machine.connectedChat("ann", { columns: 110, rows: 30 });
	ann.say(`/connect ${second.name}`);
	await ann.sees(`Connected to ${second.name}.`);
	await daemon.end();
	await ann.sees("no answer");
	ann.say("for later");
	await ann.sees("for later");
	ann.say("/disconnect");
	await ann.sees(/Disconnected from 127\.0\.0\.1:\d+\. 1 message waits on disk/);
	ann.doesNotSee("no answer");
	ann.say("/disconnect");
	await ann.sees("This is the only server of this window; /quit leaves.");
	await ann.hasTyped("/disconnect");
	ann.key("ctrl+c");

	await second.start();
	ann.say(`/connect ${second.name}`);
	await ann.sees(/\d\d:\d\d +ann +for later/);
	ann.say("/quit");
	expect(await ann.exited).toBe(0);
});
