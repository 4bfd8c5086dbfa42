import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runPartyline } from "./cli.ts";
import { version } from "./version.ts";

const written: string[] = [];

beforeEach(() => {
	written.length = 0;
	const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
	vi.spyOn(process.stdout, "write").mockImplementation(write);
	vi.spyOn(process.stderr, "write").mockImplementation(write);
});

afterEach(() => {
	vi.restoreAllMocks();
});

async function run(...argv: string[]): Promise<{ code: number; text: string; served: unknown[] }> {
	const served: unknown[] = [];
	const launcher = {
		ensure: () => Promise.reject(new Error("not in a test")),
		serve: (flags: unknown) => {
			served.push(flags);
			return Promise.resolve(7);
		},
	};
	const code = await runPartyline({ argv, env: {}, launcher: async () => launcher });
	return { code, text: written.join(""), served };
}

test("--version and --help are printed and end well", async () => {
	expect(await run("--version")).toMatchObject({ code: 0, text: `${version}\n` });
	const help = await run("--help");
	expect(help.code).toBe(0);
	const words = [
		"send",
		"tail",
		"rooms",
		"start",
		"PARTYLINE_HOST",
		"NO_COLOR",
		"--config",
		"78",
		"Node",
	];
	for (const word of words) expect(help.text).toContain(word);
});

test.each([
	[["send", "general", "hi"], "Room names begin with #, for example #general."],
	[["--port", "x", "send", "#a", "hi"], "--port: must be a number."],
	[["send", "#a", "hi", "--port", "0"], "--port: must be 1 to 65535."],
	[["rooms", "--as", "a b"], "--as: An account name may have letters"],
	[["general"], "Room names begin with #"],
	[["--theme", "drak"], '--theme: there is no theme "drak"; did you mean "dark"?'],
	[["tail", "#a", "--since", "soon"], "It must be a whole number, 0 or more."],
	[["tail"], "missing required argument 'room'"],
	[["rooms", "--all"], "unknown option '--all'"],
])("%j is wrong use, and told in a sentence", async (argv, sentence) => {
	const { code, text } = await run(...argv);
	expect(code).toBe(64);
	expect(text).toContain(`partyline: `);
	expect(text).toContain(sentence);
});

test("what cannot be sent is told before anybody is asked", async () => {
	expect(await run("send", "#a", " ")).toMatchObject({
		code: 65,
		text: "partyline: A message may not be empty.\n",
	});
});

test("without a terminal, start serves in the foreground and hands its flags and exit code on", async () => {
	expect(await run("--port", "7001", "start", "--data", "/d")).toMatchObject({
		code: 7,
		served: [{ port: "7001", data: "/d" }],
	});
});

test("when nobody reads the output any more it ends without a word", async () => {
	process.stdout.removeAllListeners("error");
	await run("--help");
	expect(() => process.stdout.emit("error", new Error("write EPIPE"))).not.toThrow();
	expect(() => process.stderr.emit("error", new Error("write EPIPE"))).not.toThrow();
});
