import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { Machine } from "../support/machine.ts";

const bins = ["partyline", "partylined"] as const;

/**
 * Says of every file of ours that is loaded whose code is in it, of all that is compiled from text, and at the end
 * whether Node's TLS was loaded.
 */
const watching = `--import=data:text/javascript,${encodeURIComponent(`
	import { registerHooks } from "node:module";
	const marks = { react: "react.transitional.element", zod: "ZodType" };
	registerHooks({
		load(url, context, next) {
			const loaded = next(url, context);
			if (!url.startsWith("file:")) return loaded;
			const source = String(loaded.source);
			const found = Object.keys(marks).filter((name) => source.includes(marks[name]));
			for (const name of found.length === 0 ? ["other"] : found) console.error("loaded", name);
			return loaded;
		},
	});
	globalThis.Function = new Proxy(Function, {
		construct(target, args) {
			console.error("loaded compiled");
			return new target(...args);
		},
	});
	process.on("exit", () => {
		if (process.moduleLoadList.includes("NativeModule tls")) console.error("loaded tls");
	});
`)}`;

/** Pretends to be another Node from the first line of the program on. */
function pretending(version: string): string {
	const lie = `Object.defineProperty(process.versions,"node",{value:"${version}"});Object.defineProperty(process,"version",{value:"v${version}"})`;
	return `--import=data:text/javascript,${encodeURIComponent(lie)}`;
}

describe.for(bins)("%s", (bin) => {
	test("--help tells what it is, its commands and flags, and --version its version", async () => {
		const machine = await Machine.create();
		const help = await machine.pipe(machine.command(bin, "--help")).ended;
		expect(help).toMatchObject({ code: 0, stderr: "" });
		expect(help.stdout).toContain(`Usage: ${bin} [options] [command]`);
		for (const word of bin === "partyline"
			? ["send", "tail", "rooms", "start"]
			: ["stop", "status"])
			expect(help.stdout).toMatch(new RegExp(`^ {2}${word} `, "m"));
		const version = await machine.pipe(machine.command(bin, "--version")).ended;
		expect(version).toMatchObject({ code: 0, stdout: "0.1.0\n", stderr: "" });
	});

	test("with a flag that is none says so in one sentence and ends with 64", async () => {
		const machine = await Machine.create();
		const ended = await machine.pipe(machine.command(bin, "--prot", "1")).ended;
		expect(ended).toMatchObject({ code: 64, stdout: "" });
		expect(ended.stderr).toBe(
			`${bin}: unknown option '--prot'\n(Did you mean --port?)\n(${bin} --help tells all commands and flags)\n`,
		);
	});

	test.for(["12.22.0", "18.20.8", "22.12.0", "23.11.0"])(
		"under Node %s says in one line what it needs, and ends with 69",
		async (version) => {
			const machine = await Machine.create();
			const [node = "", ...script] = machine.command(bin);
			const ended = await machine.pipe([node, pretending(version), ...script]).ended;
			expect(ended).toEqual({
				code: 69,
				stdout: "",
				stderr: `partyline needs Node 24.7 or newer; this is v${version}. Install a newer Node from https://nodejs.org, then try again.\n`,
			});
		},
	);

	test("says so under a Node that really is old, where this machine has one", async ({ skip }) => {
		const machine = await Machine.create();
		const [, script = ""] = machine.command(bin);
		const old = await findOldNode(machine);
		if (old === undefined) return skip("there is no old Node in PATH");
		const ended = await machine.pipe([old, script]).ended;
		expect(ended).toMatchObject({ code: 69, stdout: "" });
		expect(ended.stderr).toMatch(/^partyline needs Node 24\.7 or newer; this is v\d+[^\n]*\n$/);
	});

	test("loads at first only what an old Node can read: a few lines without new syntax", () => {
		const seen = new Set<string>();
		const follow = (file: string) => {
			if (seen.has(file)) return;
			seen.add(file);
			for (const [, next = ""] of source(file).matchAll(/^(?:import|export) .*from "\.\/(.+)";$/gm))
				follow(next);
		};
		follow(`${bin}.js`);
		for (const file of seen) {
			const text = source(file);
			expect(text.length, file).toBeLessThan(4_000);
			// What came after Node 14: it would be a syntax error before the sentence can be said.
			expect(text, file).not.toMatch(
				/\?\?=|\|\|=|&&=|static \{|#\w+ in |\bwith \{|\/[dgimsuy]*v[dgimsuy]*[,;)]|\busing /,
			);
			expect(text, file).not.toMatch(/^import .*from "(?!\.\/|node:)/m);
		}
	});

	function source(file: string): string {
		return readFileSync(join(inject("bins"), file), "utf8");
	}
});

async function findOldNode(machine: Machine): Promise<string | undefined> {
	for (const folder of new Set(machine.env.PATH?.split(delimiter))) {
		const node = join(folder, "node");
		const { stdout } = await machine.pipe(["sh", "-c", `exec '${node}' --version 2>/dev/null`])
			.ended;
		const major = Number(/^v(\d+)/.exec(stdout)?.[1] ?? Number.NaN);
		if (major < 22) return node;
	}
	return undefined;
}

async function loadedBy(machine: Machine, ...args: string[]): Promise<string> {
	const [node = "", ...script] = machine.command("partyline");
	const command = [node, watching, ...script, ...args];
	return (await machine.pipe(["sh", "-c", 'exec "$@" </dev/null', "sh", ...command]).ended).stderr;
}

describe("What a start costs", () => {
	test("--version and --help load nothing that checks answers, and a verb does", async () => {
		const machine = await Machine.create();
		for (const args of [["--version"], ["--help"], ["send", "--help"]]) {
			const loaded = await loadedBy(machine, ...args);
			expect(loaded, args.join(" ")).toContain("loaded other");
			expect(loaded, args.join(" ")).not.toContain("loaded zod");
		}
		const port = ["--port", `${machine.port}`];
		expect(await loadedBy(machine, "send", "#general", "quick", ...port)).toContain("loaded zod");
	});

	test("send and tail load TLS for a server that is to be spoken to encrypted, and for no other", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		for (const verb of [
			["send", "#general", "quick"],
			["tail", "#general", "--no-follow"],
		]) {
			const plain = await loadedBy(machine, ...verb, "--port", `${machine.port}`);
			expect(plain, verb.join(" ")).toContain("loaded zod");
			expect(plain, verb.join(" ")).not.toContain("loaded tls");
			const server = `partyline://127.0.0.1:${machine.port}`;
			expect(await loadedBy(machine, ...verb, "--server", server)).toContain("loaded tls");
		}
	});

	test("a verb checks without compiling its checks, and the chat compiles them", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const port = ["--port", `${machine.port}`];
		for (const verb of [
			["send", "#general", "quick"],
			["tail", "#general", "--no-follow"],
			["rooms"],
		])
			expect(await loadedBy(machine, ...verb, ...port), verb[0]).not.toContain("compiled");
		expect(await loadedBy(machine, "--plain", ...port)).toContain("loaded compiled");
	});

	test("send and tail load at most sixteen files", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		for (const verb of [
			["send", "#general", "quick"],
			["tail", "#general", "--no-follow"],
		]) {
			const loaded = await loadedBy(machine, ...verb, "--port", `${machine.port}`);
			const files = loaded.split("\n").filter((line) => line.startsWith("loaded "));
			expect(files.length, verb.join(" ")).toBeGreaterThan(4);
			expect(files.length, verb.join(" ")).toBeLessThanOrEqual(16);
		}
	});
});

describe("React", () => {
	test("is not loaded by verbs and --help", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const port = ["--port", `${machine.port}`];
		for (const args of [
			["--help"],
			["send", "#general", "quick", ...port],
			["tail", "#general", "--no-follow", ...port],
			["rooms", ...port],
		]) {
			const loaded = await loadedBy(machine, ...args);
			expect(loaded, args.join(" ")).toContain("loaded other");
			expect(loaded, args.join(" ")).not.toContain("loaded react");
		}
	});

	test("is loaded by the chat, so that the test above would notice it", async () => {
		const machine = await Machine.create();
		const [node = "", ...script] = machine.command("partyline", "--port", `${machine.port}`);
		const screen = machine.screen(["sh", "-c", '"$@" 2>loaded', "sh", node, watching, ...script]);
		await screen.sees("Nothing is listening");
		expect(readFileSync(join(machine.home, "loaded"), "utf8")).toContain("loaded react");
	});
});
