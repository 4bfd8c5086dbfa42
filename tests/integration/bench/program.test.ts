import { watch } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { z } from "zod";
import { chooseContests } from "../../../bench/choose-contests.ts";
import { allContests } from "../../../bench/contests/all.ts";
import { startMeasured } from "../../../bench/measured-daemon.ts";
import type { Peer } from "../../../bench/peers/peer.ts";
import { withPeer } from "../../../bench/peers/run-peer.ts";
import { formatNumber } from "../../../bench/report.ts";
import { runContest } from "../../../bench/run-contest.ts";
import { isShare } from "../../../bench/shares.ts";
import { Program } from "../../support/program.ts";

const bench = fileURLToPath(new URL("../../../bench/run.ts", import.meta.url));

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "partyline-test-"));
});
afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

function runBench(...args: string[]): Program {
	return runBenchOf(inject("bins"), ...args);
}

function runBenchOf(dist: string, ...args: string[]): Program {
	const env = { PARTYLINE_DIST: dist, TMPDIR: folder };
	return new Program(process.execPath, [bench, ...args], env);
}

const report = z.object({
	machine: z.object({ cores: z.int().min(1), commit: z.string(), dirty: z.boolean() }),
	contests: z.array(
		z.object({
			name: z.string(),
			figures: z.array(
				z.object({ name: z.string(), unit: z.string(), better: z.enum(["more", "less"]) }),
			),
			entrants: z.array(
				z.object({
					name: z.string(),
					rounds: z.array(z.record(z.string(), z.number())),
					problems: z.array(z.string()),
				}),
			),
		}),
	),
});

describe("the bench", () => {
	test("measures every figure of every contest without a delivery too few or too many, and prints what it writes as JSON", {
		timeout: 240_000,
	}, async () => {
		const file = join(folder, "figures.json");
		await using program = runBench("--smoke", "--json", file);
		expect(await program.exit(), program.stderr).toBe(0);
		const { contests } = report.parse(JSON.parse(await readFile(file, "utf8")));
		const sections = program.stdout.split(/^## /m).slice(1);
		expect(sections.map((section) => section.split("\n")[0])).toEqual(
			contests.map(({ name }) => name),
		);
		for (const [at, contest] of contests.entries()) expectPrinted(contest, sections[at] ?? "");
		expect(missingIn(contests).filter((count) => count !== 0)).toEqual([]);
		expect(await readdir(folder)).toEqual(["figures.json"]);
	});

	test("measures another build beside this one when it is given one", async () => {
		const build = `other=${inject("bins")}`;
		await using program = runBench("--smoke", "--against", "nats", "--build", build, "10 members");
		expect(await program.exit(), program.stderr).toBe(0);
		expect(program.stdout).toMatch(/^\| partyline \|.*\n\| other \| [\d.]+ \|/m);
		expect(program.stdout).not.toMatch(/^\| Python/m);
	});

	test("names a round that does not count, goes on, and ends with 1", async () => {
		await writeFile(join(folder, "partylined.js"), "process.exit(1)");
		await using program = runBenchOf(folder, "--smoke", "10 members", "wrong passwords");
		expect(await program.exit(), program.stderr).toBe(1);
		expect(program.stdout).toMatch(
			/^- A round of partyline did not count: partyline does not listen on \d+\.$/m,
		);
		expect(program.stdout).toContain(
			"- A round of by turns did not count: The daemon did not start.\n",
		);
	});

	test.each([
		["SIGINT", 130],
		["SIGTERM", 143],
	] as const)("ends its servers and takes its folders away at %s", async (signal, code) => {
		const started = Promise.withResolvers<string>();
		const watcher = watch(folder, { recursive: true }, (_, name) => {
			if (name?.endsWith("running.json")) started.resolve(name);
		});
		await using program = runBench("--smoke", "--seconds", "60", "10 members");
		const file = join(folder, await started.promise);
		watcher.close();
		// It is seen as soon as it is there, before anything is in it.
		const { pid } = await vi.waitFor(
			async () => z.object({ pid: z.int() }).parse(JSON.parse(await readFile(file, "utf8"))),
			{ timeout: 20_000 },
		);
		expect(await isRunning(pid)).toBe(true);
		program.child.kill(signal);
		expect(await program.exit()).toBe(code);
		await vi.waitUntil(async () => !(await isRunning(pid)), { timeout: 20_000 });
		expect(await readdir(folder)).toEqual([]);
	});

	test.each([
		[["--round", "3"], "Unknown option '--round'."],
		[["--rounds", "0"], "--rounds takes a number above 0, and not 0."],
		[["--rounds", "1.5"], "--rounds takes a whole number, and not 1.5."],
		[["--seconds", "soon"], "--seconds takes a number above 0, and not soon."],
		[
			["--against", "ergo"],
			"There is no ergo to measure against; there is C, InspIRCd, ngIRCd, NATS, Python.",
		],
		[["--build", "next"], "--build takes NAME=FOLDER, and not next."],
		[["--build", "C=dist"], "--build cannot be called C: another entrant has this name."],
		[
			["--build", "next=/nowhere"],
			"There is no build in /nowhere; npx -y pnpm@12 build makes one.",
		],
		[
			["--json", "/nowhere/figures.json", "10 members"],
			"/nowhere/figures.json cannot be written: ",
		],
		[["poetry"], 'No contest has "poetry" in its name; there is: 10 members; '],
	])("refuses %j in one sentence", async (args, sentence) => {
		await using program = runBench(...args);
		expect(await program.exit()).toBe(2);
		expect(program.stderr.startsWith(`bench: ${sentence}`), program.stderr).toBe(true);
		expect(program.stderr.trimEnd().split("\n")).toHaveLength(1);
		expect(program.stdout).toBe("");
	});
});

describe("the contests", () => {
	const namesOf = (...words: string[]) =>
		chooseContests(allContests({ builds: {} }), words).map(({ name }) => name);

	test("are chosen by words of their names, and not by the end of one", () => {
		expect(namesOf("connect storm")).toEqual([
			"connect storm: newcomers at once to joined and synced",
			"connect storm: members at once to logged in and synced",
		]);
		expect(namesOf("DISK", "10 members")).toEqual([
			"10 members",
			"disk: a message of 100 bytes with all indexes",
		]);
	});

	test("do not count a round in which something could not be measured", async () => {
		const contest = {
			...{ name: "nothing", goals: [] },
			figures: [{ name: "p50", unit: "ms", better: "less" }] as const,
			entrants: [{ name: "partyline", measure: async () => ({ p50: Number.NaN }) }],
		};
		const measuring = { rounds: 2, seconds: 1, smoke: false, tell() {} };
		const problem = "p50 could not be measured.";
		expect((await runContest(contest, measuring)).entrants).toEqual([
			{ name: "partyline", rounds: [], problems: [problem, problem] },
		]);
	});
});

describe("a server of the bench", () => {
	const listen = (port: number) =>
		`require("node:net").createServer().listen(${port}, "127.0.0.1")`;
	const peerOf = (script: (where: { port: number; folder: string }) => string): Peer => ({
		...{ name: "a server", dialect: "lines" },
		command: (where) => [process.execPath, "-e", script(where)],
	});

	test("is started on another port where the first was taken meanwhile", async () => {
		const ports: number[] = [];
		const peer = peerOf(({ port }) => {
			ports.push(port);
			return ports.length === 1 ? "process.exit(1)" : listen(port);
		});
		const seen = await withPeer(peer, async (running) => [
			running.port,
			await isRunning(running.pid),
		]);
		expect(seen).toEqual([ports[1], true]);
	});

	test("is named where it does not listen at all", async () => {
		const starting = withPeer(
			peerOf(() => "process.exit(1)"),
			async () => {},
		);
		await expect(starting).rejects.toThrow(/^a server does not listen on \d+\.$/);
	});

	test("that has died is not waited for", async () => {
		const daemon = await startMeasured({ name: "", dist: inject("bins") }, join(folder, "data"));
		process.kill(daemon.pid, "SIGKILL");
		const isGone = () => {
			try {
				return !process.kill(daemon.pid, 0);
			} catch {
				return true;
			}
		};
		await vi.waitUntil(isGone, { timeout: 20_000 });
		await daemon.stop();
	});
});

/** What was missing of whatever was said at a fixed rate, on every server. */
function missingIn(contests: z.infer<typeof report>["contests"]): number[] {
	const rounds = contests.flatMap(({ entrants }) => entrants.flatMap((entrant) => entrant.rounds));
	const counts = rounds.flatMap((round) =>
		Object.entries(round).flatMap(([name, value]) => (name.endsWith(": missing") ? value : [])),
	);
	expect(counts.length).toBeGreaterThan(0);
	return counts;
}

/** What is told only where a checkpoint came while it was measured, or where strace is installed. */
const conditional = ["longest near one", "longer by", "messages a sync"];

/** Every figure was measured, and its number stands in the row of who it is of. */
function expectPrinted(
	{ name, figures, entrants }: z.infer<typeof report>["contests"][number],
	section: string,
): void {
	for (const figure of figures.filter(({ name: each }) => !conditional.includes(each))) {
		const measured = entrants.find(({ rounds }) => rounds[0] && figure.name in rounds[0]);
		const value = measured?.rounds[0]?.[figure.name] ?? Number.NaN;
		const printed = isShare(figure) ? value.toFixed(2) : formatNumber(value);
		const rows = section.split("\n").filter((line) => line.startsWith(`| ${measured?.name} |`));
		expect(rows.join("\n"), `${name}: ${figure.name}`).toContain(` ${printed} |`);
	}
}

/** Whether a process is there and not dead: nobody may have asked yet how it ended. */
async function isRunning(pid: number): Promise<boolean> {
	try {
		const [, state = "Z"] = (await readFile(`/proc/${pid}/stat`, "latin1")).split(") ");
		return !state.startsWith("Z");
	} catch {
		return false;
	}
}
