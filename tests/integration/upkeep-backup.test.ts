import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import type { NativePeer } from "../support/native-peer.ts";
import {
	aMegabyte,
	canMount,
	databaseOf,
	databasesIn,
	fileOf,
	fill,
	general,
	openJournal,
	refused,
	run,
	say,
	select,
	smallDisk,
	start,
	stop,
	succeed,
	turnsUp,
} from "./upkeep-support.ts";

let machine: Machine;
let shelf: string;
beforeEach(async () => {
	machine = await Machine.create();
	shelf = fileOf(machine, "shelf");
	mkdirSync(shelf);
});

/** Posts until it is told to stop; each acked id goes into `acked`. */
async function postOn(peer: NativePeer, acked: string[], isOver: () => boolean): Promise<void> {
	while (!isOver()) {
		const id = newMessageId();
		await peer.call("post", { room: general, id, text: `so far ${acked.length}` });
		acked.push(id);
	}
}

function idsIn(path: string): unknown[] {
	const sql = "SELECT lower(hex(key)) AS id FROM events WHERE type = 'message' ORDER BY id";
	return select(path, sql);
}

const bare = (id: string) => id.replaceAll("-", "");

describe("partylined backup", () => {
	test("has every message that was acked before it began, under load, and is sound", async () => {
		await machine.startDaemon();
		const peers = [];
		for (const name of ["ann", "bob", "cleo"]) peers.push(await machine.peer(name));
		const acked: string[] = [];
		let isOver = false;
		const posting = Promise.all(peers.map((peer) => postOn(peer, acked, () => isOver)));
		for (const number of [1, 2, 3]) {
			const file = join(shelf, `${number}.db`);
			const before = [...acked];
			expect(await succeed(machine, "backup", file)).toMatch(
				/^Backed up \d+ events to .*\d\.db \(\d\.\d MB\)\.\n$/,
			);
			const ids = new Set(idsIn(file));
			expect(before.filter((id) => !ids.has(bare(id)))).toEqual([]);
			expect(await succeed(machine, "check", file)).toContain(" is sound: ");
		}
		isOver = true;
		await posting;
		expect(acked.length).toBeGreaterThan(0);
		expect(new Set(acked.map(bare))).toEqual(new Set(idsIn(databaseOf(machine))));
	});

	test("is one file, for its owner only, whatever the umask", async () => {
		await machine.startDaemon();
		await say(await machine.peer("ann"), 3);
		const file = join(shelf, "backup.db");
		const [node = "", bin = ""] = machine.command("partylined");
		const command = ["sh", "-c", `umask 0; exec '${node}' '${bin}' backup '${file}'`];
		expect((await machine.pipe(command).ended).code).toBe(0);
		expect(readdirSync(shelf)).toEqual(["backup.db"]);
		expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
	});

	test("needs no daemon, and leaves the data folder as it was", async () => {
		await machine.startDaemon();
		const said = await say(await machine.peer("ann"), 3);
		await stop(machine);
		const before = databasesIn(machine.dataDir);
		const bytes = readFileSync(databaseOf(machine));
		const file = join(shelf, "backup.db");
		await succeed(machine, "backup", file);
		expect(idsIn(file)).toEqual(said.map(({ id }) => bare(id)).sort());
		expect(databasesIn(machine.dataDir)).toEqual(before);
		expect(readFileSync(databaseOf(machine))).toEqual(bytes);
	});

	test("has what a daemon that was killed had not brought into the database yet", async () => {
		await machine.startDaemon();
		const said = await say(await machine.peer("ann"), 3);
		await machine.killDaemon();
		const file = join(shelf, "backup.db");
		await succeed(machine, "backup", file);
		expect(idsIn(file)).toEqual(said.map(({ id }) => bare(id)).sort());
	});

	test.each(["SIGINT", "SIGTERM"] as const)(
		"leaves nothing behind when a %s ends it in the middle",
		async (signal) => {
			await fill(machine.dataDir, 40);
			const begun = turnsUp(shelf, /\.part$/);
			const backup = start(machine, "backup", join(shelf, "backup.db"));
			await begun;
			backup.kill(signal);
			const { code, stdout } = await backup.ended;
			expect({ code, stdout }).toEqual({ code: 128, stdout: "" });
			expect(readdirSync(shelf)).toEqual([]);
			expect(await succeed(machine, "check")).toContain("4001 events");
		},
	);

	test("does not make the daemon's log grow for ever", async () => {
		await fill(machine.dataDir, 10);
		const journal = await openJournal(machine.dataDir);
		const walBytes = () => statSync(`${databaseOf(machine)}-wal`).size;
		const file = join(shelf, "backup.db");
		let isOver = false;
		const backup = run(machine, "backup", file).finally(() => {
			isOver = true;
		});
		while (!isOver) await journal.append(aMegabyte());
		expect((await backup).code).toBe(0);
		// What is written from here on begins the log anew, and never takes more than it had.
		const before = walBytes();
		for (let written = 0; written < 60; written++) await journal.append(aMegabyte());
		expect(walBytes()).toBeLessThanOrEqual(Math.max(before, 24 * 1024 * 1024));
		await journal.close();
	});
});

describe("partylined backup refuses", () => {
	test("to write over a file: 73", async () => {
		await machine.startDaemon();
		const file = join(shelf, "backup.db");
		writeFileSync(file, "precious");
		expect(await refused(machine, ["backup", file], 73)).toBe(
			`${file} is there already, and is not written over: choose another name.`,
		);
		expect(readFileSync(file, "utf8")).toBe("precious");
	});

	test("a folder that is not there: 73", async () => {
		await machine.startDaemon();
		const file = join(shelf, "below", "backup.db");
		expect(await refused(machine, ["backup", file], 73)).toBe(
			`${file} cannot be written: no such file or directory.`,
		);
	});

	test("a data folder without a database: 66", async () => {
		const file = join(shelf, "backup.db");
		const flags = ["backup", file, "--data", shelf];
		expect(await refused(machine, flags, 66)).toContain("There is no partyline database in ");
		expect(readdirSync(shelf)).toEqual([]);
	});

	test("to write to stdout, or to no file at all: 64", async () => {
		await machine.startDaemon();
		expect(await refused(machine, ["backup", "-"], 64)).toBe("A backup is a file: give its name.");
		const { code, stderr } = await run(machine, "backup");
		expect(code).toBe(64);
		expect(stderr).toMatch(/^partylined: missing required argument 'file'/);
	});

	test.skipIf(!canMount)(
		"a disk that is full, and leaves nothing there (needs the right to mount a small disk): 73",
		async () => {
			await fill(machine.dataDir, 2);
			const disk = smallDisk(1024);
			const file = join(disk, "backup.db");
			expect(await refused(machine, ["backup", file], 73)).toMatch(
				/^.*backup\.db cannot be written: (database or disk is full|no space left on device)\.$/,
			);
			expect(readdirSync(disk)).toEqual([]);
			expect(existsSync(file)).toBe(false);
		},
	);
});
