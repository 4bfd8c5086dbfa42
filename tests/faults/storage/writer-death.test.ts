import { copyFileSync, renameSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import type { NativePeer } from "../../support/native-peer.ts";
import { otherProgram } from "../../support/other-program.ts";
import { breakDisk, mayAttach } from "../../support/strace.ts";
import { newPost, readIds } from "./refusal.ts";

const connections = 100;
const sentence = "the journal failed; the daemon ends rather than lose messages";

/** Changes the database as another program would, while the daemon runs. */
function edit({ dataDir }: Machine, sql: string): void {
	const database = otherProgram(dataDir);
	database.exec(sql);
	database.close();
}

function replace(file: string): void {
	copyFileSync(file, `${file}.backup`);
	renameSync(`${file}.backup`, file);
}

/** Posts one after another until one is not acked; tells of each ack. */
async function postOn(peer: NativePeer, onAck: (id: string, seq: number) => void): Promise<never> {
	for (;;) {
		const post = newPost("on and on");
		const { seq } = await peer.call("post", post);
		onAck(post.id, seq);
	}
}

/** Lets a hundred connections post while `kill` is done to the store; the acks, and how the daemon ended. */
async function postUntilDeath(machine: Machine, kill: (pid: number) => Promise<void>) {
	const daemon = await machine.startDaemon();
	const peers = await Promise.all(
		Array.from({ length: connections }, (_, index) => machine.peer(`peer${index}`)),
	);
	const acked = new Map<string, number>();
	const enough = Promise.withResolvers<void>();
	const onAck = (id: string, seq: number) => {
		acked.set(id, seq);
		if (acked.size === 3 * connections) enough.resolve();
	};
	const posting = Promise.allSettled(peers.map((peer) => postOn(peer, onAck)));
	await enough.promise;
	await kill(daemon.pid);
	const ended = await daemon.ended;
	await posting;
	await Promise.all(peers.map((peer) => peer.ended()));
	return { acked, ended };
}

async function expectAcked(machine: Machine, acked: ReadonlyMap<string, number>): Promise<void> {
	await machine.startDaemon();
	const stored = await readIds(await machine.peer("late"));
	for (const [id, seq] of acked) expect(stored.get(id)).toBe(seq);
}

describe("a journal whose writer dies", () => {
	test("ends the daemon with a clear last line under 100 connections that post, and loses nothing acked", async () => {
		const machine = await Machine.create();
		// Without this table the writer can neither store nor find out where it stands.
		const { acked, ended } = await postUntilDeath(machine, async () =>
			edit(machine, "ALTER TABLE events RENAME TO elsewhere"),
		);
		expect(ended.code).toBe(70);
		const last = ended.stdout.trimEnd().split("\n").at(-1) ?? "";
		expect(JSON.parse(last)).toMatchObject({ level: 60, msg: sentence });
		edit(machine, "ALTER TABLE elsewhere RENAME TO events");
		await expectAcked(machine, acked);
	});

	test.skipIf(!mayAttach())(
		"because nothing of the store can be read or written any more ends the daemon too (needs strace that may attach)",
		async () => {
			const machine = await Machine.create();
			const { acked, ended } = await postUntilDeath(machine, async (pid) => {
				const database = join(machine.dataDir, "partyline.db");
				const calls = "pread64,pwrite64,fsync,fdatasync";
				const paths = [database, `${database}-wal`];
				await breakDisk(pid, { calls, fault: "error=EIO", paths });
				// What the daemon has in memory it need not read, until somebody else has written.
				edit(machine, "UPDATE meta SET value = value");
			});
			expect(ended.code).toBe(70);
			expect(ended.stdout).toContain(sentence);
			await expectAcked(machine, acked);
		},
	);

	test.for([
		["removed", (file: string) => rmSync(file)],
		["replaced, as by a backup that is put back,", replace],
		["cut to nothing", (file: string) => truncateSync(file)],
		["without its log, which was removed,", (file: string) => rmSync(`${file}-wal`)],
	] as const)(
		"whose database is %s while it runs ends the daemon, with a sentence that says so, before it acks what nobody would find again",
		async ([, spoil]) => {
			const machine = await Machine.create();
			const daemon = await machine.startDaemon();
			const ann = await machine.peer("ann");
			await ann.call("post", newPost("before"));
			spoil(join(machine.dataDir, "partyline.db"));
			await expect(ann.call("post", newPost("after"))).rejects.toThrow(/ended|closed|broke/);
			const { code, stdout } = await daemon.ended;
			expect(code).toBe(70);
			const last = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
			expect(last).toMatchObject({ level: 60, msg: sentence });
			expect(last.err.message).toMatch(
				/^.*partyline\.db was (moved, removed or replaced|cut short) /,
			);
		},
	);

	test("is told on stderr to the person who started the daemon by hand", async () => {
		const machine = await Machine.create();
		const daemon = machine.pipe(
			machine.command("partylined", "--port", `${machine.port}`, "--data", machine.dataDir),
		);
		await daemon.line("its block", (line) => line.includes(`${machine.port}`));
		const ann = await machine.peer("ann");
		edit(machine, "ALTER TABLE events RENAME TO elsewhere");
		ann.tell("ping");
		ann.write(
			`${JSON.stringify({ jsonrpc: "2.0", id: 9, method: "post", params: newPost("x") })}\n`,
		);
		const { code, stderr } = await daemon.ended;
		expect(code).toBe(70);
		expect(stderr.trimEnd().split("\n").at(-1)).toContain(sentence);
		await ann.ended();
	});
});
