import { expect } from "vitest";
import { Machine } from "../../support/machine.ts";
import { LyingServer } from "./lying-server.ts";
import { type Effects, Recorder } from "./recorder.ts";

/** Runs the chat against a server that says `spoil(text)` for every text. */
export async function openChat(
	spoil: (text: string) => string,
	{ columns = 180, rows = 50, env = {} as Readonly<Record<string, string>> } = {},
) {
	const machine = await Machine.create();
	const server = await LyingServer.listen(machine.port, spoil);
	machine.welcome("ann");
	const chat = machine.command("partyline", "--port", `${machine.port}`, "--as", "ann");
	const recorder = new Recorder(chat, machine, { columns, rows, env });
	await recorder.sees(/^[●*] connected/m);
	return { machine, server, recorder };
}

/** Nothing was done to the terminal but what the chat does by itself. */
export function isUndisturbed({ bells, answers, titles }: Effects): void {
	expect(bells).toBe(0);
	// It asks at its start how wide some characters are and what the terminal is, and never again.
	expect(answers.join("").replaceAll("\x1b", "ESC")).toMatch(/^(ESC\[2;\dR)+ESC\[\?1;2c$/);
	for (const title of titles) expect(title).toMatch(/^(\(\d+!?\) )?#?[a-z ]+ - partyline$/);
}

/** Leaves as one does by hand. */
export async function leave(recorder: Recorder): Promise<void> {
	recorder.type("\x15");
	recorder.say("/quit");
	expect(await recorder.exited).toBe(0);
}
