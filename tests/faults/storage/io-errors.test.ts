import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import type { NativePeer } from "../../support/native-peer.ts";
import { breakDisk, mayAttach } from "../../support/strace.ts";
import {
	errorsIn,
	expectKept,
	expectRefused,
	expectTheRestToGoOn,
	greeted,
	meet,
	newPost,
	type Post,
	readIds,
	room,
	upTo,
} from "./refusal.ts";

const syncs = "fsync,fdatasync";

function filesOf({ dataDir }: Machine): { readonly database: string; readonly wal: string } {
	const database = join(dataDir, "partyline.db");
	return { database, wal: `${database}-wal` };
}

/** Asks for all of them at once, as often as it takes to be answered for all; the answers. */
async function postAll(peer: NativePeer, posts: readonly Post[]) {
	const answers = [];
	for (let from = 0; from < posts.length; from += 60) {
		const some = posts.slice(from, from + 60);
		answers.push(...(await Promise.all(some.map((post) => peer.ask("post", post)))));
	}
	return answers;
}

describe.skipIf(!mayAttach())("a disk that fails (needs strace that may attach)", () => {
	test.for([
		["no sync succeeds", syncs, "error=EIO"],
		["no write succeeds", "pwrite64", "error=EIO"],
		["there is no room", "pwrite64", "error=ENOSPC"],
		["nothing can be written or synced", `pwrite64,ftruncate,${syncs}`, "error=EIO"],
	] as const)(
		"while %s, posts are refused and shown to nobody, the rest goes on, and they are kept once when it is well again",
		async ([, calls, fault]) => {
			const machine = await Machine.create();
			const daemon = await machine.startDaemon();
			const meeting = await meet(machine);
			const posts = ["one", "two", "three"].map(newPost);
			const { database, wal } = filesOf(machine);
			const broken = await breakDisk(daemon.pid, { calls, fault, paths: [database, wal] });
			await expectRefused(meeting, posts);
			await expectTheRestToGoOn(machine, meeting);
			await broken.letGo();
			await expectKept(meeting, posts);
		},
	);

	test("a post whose sync failed, and then the daemon was killed, is one message when it is sent again", async () => {
		const machine = await Machine.create();
		const daemon = await machine.startDaemon();
		const { ann, head, token } = await meet(machine);
		const post = newPost("perhaps");
		const paths = [filesOf(machine).wal];
		const broken = await breakDisk(daemon.pid, { calls: syncs, fault: "error=EIO", paths });
		expect(await ann.refusal("post", post)).toMatchObject({
			why: "storage_unavailable",
			message: expect.stringContaining("cannot tell whether it was stored"),
		});
		await machine.killDaemon();
		await broken.letGo();
		await machine.startDaemon();
		const back = await greeted(machine);
		await back.call("login", { token });
		expect(await back.call("post", post)).toMatchObject({ seq: head + 1 });
		expect([...(await readIds(back)).keys()]).toEqual([post.id]);
	});

	test("a trouble that a thousand posts meet is told in a few lines of the log", async () => {
		const machine = await Machine.create();
		const daemon = await machine.startDaemon();
		const { ann, bob, head } = await meet(machine);
		const paths = [filesOf(machine).wal];
		const broken = await breakDisk(daemon.pid, { calls: syncs, fault: "error=EIO", paths });
		const since = performance.now();
		const posts = Array.from({ length: 1_200 }, (_, index) => newPost(`post ${index}`));
		const answers = await postAll(ann, posts);
		const seconds = Math.ceil((performance.now() - since) / 1_000);
		expect(answers.filter(({ type }) => type === "error")).toHaveLength(1_200);
		await broken.letGo();
		await expectKept({ ann, bob, head, token: "" }, posts.slice(0, 3));
		const errors = errorsIn(daemon);
		expect(errors[0]?.msg).toBe("storage refused");
		expect(errors.length).toBeLessThanOrEqual(seconds + 1);
	});

	test.for([
		["cannot be synced", syncs],
		["cannot be written", "pwrite64"],
	] as const)(
		"while the database %s no post is refused, for the log before it takes them, and after a kill all are there",
		async ([, calls]) => {
			const machine = await Machine.create();
			const daemon = await machine.startDaemon();
			const { ann, bob, head } = await meet(machine);
			const trace = join(machine.home, "trace");
			const fault = "error=EIO";
			const paths = [filesOf(machine).database];
			const broken = await breakDisk(daemon.pid, { calls, fault, paths, trace });
			const posts: Post[] = [];
			const isBroken = () => readFileSync(trace, "utf8").includes("INJECTED");
			// After 4,000 pages of the WAL SQLite wants to write to the database: some 1,000 of these.
			while (!isBroken() && posts.length < 3_000) {
				const more = Array.from({ length: 60 }, () => newPost("x".repeat(16_000)));
				posts.push(...more);
				const answers = await postAll(ann, more);
				expect(answers.filter(({ type }) => type === "error")).toEqual([]);
			}
			expect(isBroken()).toBe(true);
			await broken.letGo();
			await ann.call("post", newPost("well again"));
			const end = head + posts.length + 1;
			const heard = await bob.eventsUpTo(room, end);
			expect(heard.map(({ seq }) => seq)).toEqual(upTo(end).slice(-heard.length));
			await machine.killDaemon();
			await machine.startDaemon();
			const log = await readIds(await machine.peer("cleo"));
			expect(posts.map(({ id }) => log.get(id))).toEqual(upTo(end).slice(head, -1));
		},
	);
});
