import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { Machine } from "../support/machine.ts";

const bins = ["partyline", "partylined"] as const;

/** Says the URL of every module of ours that is loaded, and whether React is in it. */
const watching = `--import=data:text/javascript,${encodeURIComponent(`
	import { registerHooks } from "node:module";
	registerHooks({
		load(url, context, next) {
			const loaded = next(url, context);
			if (url.startsWith("file:"))
				console.error("loaded", String(loaded.source).includes("react.transitional.element") ? "react" : "other");
			return loaded;
		},
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

describe("React", () => {
	async function loadedBy(machine: Machine, ...args: string[]): Promise<string> {
		const [node = "", ...script] = machine.command("partyline");
		return (await machine.pipe([node, watching, ...script, ...args]).ended).stderr;
	}

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
