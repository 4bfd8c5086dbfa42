import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@partyline/client";
import { expect, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import type { NativePeer } from "../../support/native-peer.ts";
import { damageOf } from "../../support/state-folder.ts";
import { hasStrace } from "../../support/strace.ts";
import { type Poster, postingCommand, toldBy } from "./poster.ts";

/** What a client does to its disk, its connection and the one who runs it. */
const calls = ["pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "write", "writev", "read"];

const texts = ["first", "second"];

/** How often a call comes before the client is live. */
function countBefore(log: string, call: string): number {
	const lines = log.split("\n");
	const live = lines.findIndex((line) => line.startsWith('write(1, "live\\n"'));
	return lines.slice(0, live).filter((line) => line.startsWith(`${call}(`)).length;
}

/** Threads of Node wake one another: it does not always read as often. */
const slack = 2;

/** How far it came by what it told. */
function stageOf(told: ReturnType<typeof toldBy>): string {
	if (told.hasClosed) return "closed";
	if (told.hasCached) return "cached";
	return `${told.posted.size} posted, ${told.kept.length} kept`;
}

/** The texts in a room's log. */
async function textsIn(peer: NativePeer, room: string): Promise<string[]> {
	await peer.call("join", { room });
	const { events } = await peer.call("history", { room, limit: 200 });
	return events.flatMap((event) => (event.type === "message" ? [event.text] : []));
}

/** Starts a client where another was killed, until it has nothing more to send; what it was told. */
async function takeUp(machine: Machine, { as, stateDir, room }: Poster): Promise<number[]> {
	const { port } = machine;
	const client = createClient({ host: "127.0.0.1", port, as, stateDir, rooms: [room] });
	const seqs: number[] = [];
	const empty = Promise.withResolvers<void>();
	client.subscribe((notice) => {
		if (notice.type === "event") seqs.push(notice.event.seq);
		if (notice.type === "post" && client.outbox().length === 0) empty.resolve();
	});
	client.start();
	await client.live();
	if (client.outbox().length > 0) await empty.promise;
	await client.close();
	return seqs;
}

/** Runs `task` for every item, two at a time. */
async function inPairs<T>(items: Iterator<T>, task: (item: T) => Promise<void>): Promise<void> {
	const work = async () => {
		for (let { done, value } = items.next(); !done; { done, value } = items.next())
			await task(value);
	};
	await Promise.all([work(), work()]);
}

/** A machine on which clients can be killed at a system call. */
async function arrange() {
	const machine = await Machine.create();
	await machine.startDaemon();
	const reader = await machine.peer("reader");
	let count = 0;
	// Node then starts in a tenth of the time.
	const quick = ["env", `NODE_COMPILE_CACHE=${join(machine.home, "compiled")}`];

	/** Runs a client under strace; where it is killed, another takes up its state. */
	async function run(...options: readonly string[]) {
		const as = `ann${++count}`;
		const poster = { as, stateDir: join(machine.home, as), room: `#${as}`, texts };
		const command = postingCommand(machine, poster);
		mkdirSync(poster.stateDir, { mode: 0o700 });
		const log = join(machine.home, `${as}.strace`);
		const strace = machine.pipe([...quick, "strace", "-o", log, ...options, ...command]);
		const { code, stdout, stderr } = await strace.ended;
		const told = toldBy(stdout.split("\n"));
		expect(stderr).toBe("");
		if (code === 0) expect(told.hasClosed).toBe(true);
		return { ...poster, code, told, log };
	}
	return { machine, reader, run };
}

test.skipIf(!hasStrace)(
	"a client killed at any system call of a post's life has it said once and in order (needs strace)",
	async () => {
		const { machine, reader, run } = await arrange();
		await run("-e", "trace=none");
		const whole = await run("-e", `trace=${calls.join(",")}`);
		const log = readFileSync(whole.log, "utf8");
		const unharmed = new Set<string>();
		function* moments() {
			for (const call of calls)
				for (let n = Math.max(1, countBefore(log, call) - slack); !unharmed.has(call); n++)
					yield { call, n };
		}
		const stages = new Set<string>();
		await inPairs(moments(), async ({ call, n }) => {
			const inject = `inject=${call}:signal=SIGKILL:when=${n}`;
			const killed = await run("-e", `trace=${call}`, "-e", inject);
			const { stateDir, room, code, told } = killed;
			const moment = `killed at ${call} ${n}`;
			stages.add(stageOf(told));
			if (code === 0) unharmed.add(call);
			expect(damageOf(stateDir), moment).toEqual([]);
			const seqs = await takeUp(machine, killed);
			const said = await textsIn(reader, room);
			expect(said, moment).toEqual(texts.slice(0, said.length));
			expect(said, moment).toEqual(expect.arrayContaining([...told.posted.keys()]));
			// Whoever goes on misses nothing: what the first has not delivered comes now.
			const delivered = [...new Set([...told.seqs, ...seqs])].toSorted((a, b) => a - b);
			const first = delivered[0] ?? 0;
			expect(delivered, moment).toEqual(delivered.map((_, at) => first + at));
			expect(seqs.length === 0 ? told.seqs.at(-1) : seqs.at(-1), moment).toBe(delivered.at(-1));
		});
		for (const stage of [
			"0 posted, 0 kept",
			"1 posted, 0 kept",
			"2 posted, 0 kept",
			"2 posted, 1 kept",
			"2 posted, 2 kept",
			"cached",
			"closed",
		])
			expect(stages).toContain(stage);
	},
);
