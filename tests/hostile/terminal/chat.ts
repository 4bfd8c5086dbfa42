import { expect } from "vitest";
import { Machine } from "../../support/machine.ts";
import { LyingServer } from "./lying-server.ts";
import { Recorder } from "./recorder.ts";

/** Runs the chat against a server that says `spoil(text)` for every text. */
export async function openChat(
	spoil: (text: string) => string,
	{ columns = 170, rows = 50, env = {} as Readonly<Record<string, string>> } = {},
) {
	const machine = await Machine.create();
	const server = await LyingServer.listen(machine.port, spoil);
	const chat = machine.command("partyline", "--port", `${machine.port}`, "--as", "ann");
	const recorder = new Recorder(chat, machine, { columns, rows, env });
	await recorder.sees("● connected");
	return { machine, server, recorder };
}

/** Leaves as one does by hand. */
export async function leave(recorder: Recorder): Promise<void> {
	recorder.type("\x15");
	recorder.say("/quit");
	expect(await recorder.exited).toBe(0);
}
