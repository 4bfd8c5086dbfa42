import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import {
	expectKept,
	expectRefused,
	expectTheRestToGoOn,
	meet,
	newPost,
	readIds,
} from "./refusal.ts";

/** Makes a disk of 8 MiB out of a folder; whether that was allowed. */
function mount(folder: string): boolean {
	return spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]).status === 0;
}

function unmount(folder: string): void {
	// Lazily: also while a file on it is open still.
	const { status, stderr } = spawnSync("umount", ["-l", folder], { encoding: "utf8" });
	if (status !== 0) throw new Error(`${folder} is still mounted: ${stderr}`);
}

const mayMount = (() => {
	const folder = mkdtempSync(join(tmpdir(), "partyline-mount-"));
	const may = mount(folder);
	if (may) unmount(folder);
	rmSync(folder, { recursive: true });
	return may;
})();

/** Fills the disk to the last byte; gives the file that has to go for there to be room again. */
function fill(folder: string): string {
	const file = join(folder, "something-else");
	const descriptor = openSync(file, "w");
	try {
		for (let bytes = 64 * 1024; bytes >= 1; ) if (!hasRoomFor(descriptor, bytes)) bytes /= 2;
	} finally {
		closeSync(descriptor);
	}
	return file;
}

function hasRoomFor(descriptor: number, bytes: number): boolean {
	try {
		return writeSync(descriptor, Buffer.alloc(bytes)) === bytes;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false;
		throw error;
	}
}

/** A machine whose data folder is a small disk of its own. */
async function createOnDisk(): Promise<Machine> {
	const machine = await Machine.create();
	mkdirSync(machine.dataDir, { recursive: true });
	if (!mount(machine.dataDir)) throw new Error(`${machine.dataDir} could not be mounted`);
	onTestFinished(async () => {
		await machine.killDaemon();
		unmount(machine.dataDir);
	});
	return machine;
}

describe.skipIf(!mayMount)("a full disk (needs the right to mount one)", () => {
	test("refuses posts and shows them to nobody, the rest goes on, and they are kept once when there is room", async () => {
		const machine = await createOnDisk();
		await machine.startDaemon();
		const meeting = await meet(machine);
		const inTheWay = fill(machine.dataDir);
		const posts = ["one", "two", "three"].map((text) => newPost(text.repeat(1_000)));
		await expectRefused(meeting, posts);
		await expectTheRestToGoOn(machine, meeting);
		await rm(inTheWay);
		await expectKept(meeting, posts);
	});

	test("is told in a sentence by a daemon that cannot start on it, which starts with all that was acked once there is room", async () => {
		const machine = await createOnDisk();
		await machine.startDaemon();
		const { ann } = await meet(machine);
		const posts = ["one", "two", "three"].map(newPost);
		for (const post of posts) await ann.call("post", post);
		await machine.killDaemon();
		const inTheWay = fill(machine.dataDir);
		const { code, stderr } = await machine.pipe(
			machine.command("partylined", "--port", "0", "--data", machine.dataDir),
		).ended;
		expect(code).toBe(73);
		expect(stderr).toMatch(/^partylined: .*(full|ENOSPC).*\n$/);
		await rm(inTheWay);
		await machine.startDaemon();
		const stored = await readIds(await machine.peer("cleo"));
		expect([...stored.keys()]).toEqual(posts.map(({ id }) => id));
	});
});
