import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { exportSmallServer } from "./upkeep-small-server.ts";
import {
	canMount,
	databaseOf,
	databasesIn,
	edit,
	fileOf,
	fill,
	refused,
	select,
	smallDisk,
	succeed,
} from "./upkeep-support.ts";

let machine: Machine;
let file: string;
beforeEach(async () => {
	machine = await Machine.create();
	file = fileOf(machine, "export.jsonl");
});

describe("partylined export refuses", () => {
	test("a data folder without a database: 66", async () => {
		expect(await refused(machine, ["export"], 66)).toContain("There is no partyline database in ");
		expect(await refused(machine, ["export", file], 66)).toContain("There is no partyline ");
		expect(existsSync(file)).toBe(false);
	});

	test("to write over a file: 73", async () => {
		await fill(machine.dataDir, 1);
		writeFileSync(file, "precious");
		expect(await refused(machine, ["export", "--json", file], 73)).toContain("is there already");
		expect(readFileSync(file, "utf8")).toBe("precious");
	});

	test("an event that cannot be read, and leaves no file: 65", async () => {
		await fill(machine.dataDir, 1);
		edit(databaseOf(machine), "UPDATE events SET type = 'riddle' WHERE seq = 50");
		expect(await refused(machine, ["export", file], 65)).toBe(
			'The database cannot be read to the end (The database holds string where a type of event belongs); "partylined check" tells more.',
		);
		expect(readdirSync(machine.home)).toEqual(["state"]);
	});

	test.skipIf(!canMount)(
		"a disk that is full (needs the right to mount a small disk): 73, and 74 for stdout",
		async () => {
			await fill(machine.dataDir, 2);
			const disk = smallDisk(512);
			const target = join(disk, "export.jsonl");
			expect(await refused(machine, ["export", target], 73)).toBe(
				`${target} cannot be written: no space left on device.`,
			);
			expect(readdirSync(disk)).toEqual([]);
			const [node = "", bin = ""] = machine.command("partylined");
			const script = `'${node}' '${bin}' export > '${target}'`;
			expect(await machine.pipe(["sh", "-c", script]).ended).toMatchObject({
				code: 74,
				stderr: "partylined: The export cannot be written: no space left on device.\n",
			});
		},
	);
});

describe("partylined import refuses", () => {
	/** The export of a small server, made once for all tests. */
	let lines: readonly string[] = [];
	beforeEach(async () => {
		if (lines.length === 0) lines = await exportSmallServer();
		writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
	});

	test("a folder that has a database, and leaves it alone: 73", async () => {
		await fill(machine.dataDir, 1);
		expect(await refused(machine, ["import", file], 73)).toBe(
			`${machine.dataDir} has a database already: import into an empty folder, with --data.`,
		);
		expect(select(databaseOf(machine), "SELECT count(*) FROM events")).toEqual([101]);
	});

	test("a folder that a daemon holds: 75", async () => {
		await machine.startDaemon();
		expect(await refused(machine, ["import", file], 75)).toMatch(
			/^partylined with pid \d+ is already running with /,
		);
	});

	test("a file that is not there: 66", async () => {
		const missing = fileOf(machine, "missing.jsonl");
		expect(await refused(machine, ["import", missing], 66)).toBe(`There is no file ${missing}.`);
		expect(existsSync(machine.dataDir)).toBe(false);
	});

	// The memory of a process is a file whose first byte cannot be read.
	test.skipIf(!existsSync("/proc/self/mem"))(
		"a file that breaks off when it is read (needs /proc): 66",
		async () => {
			expect(await refused(machine, ["import", "/proc/self/mem"], 66)).toBe(
				"The export cannot be read: i/o error.",
			);
			expect(databasesIn(machine.dataDir)).toEqual([]);
		},
	);

	test.skipIf(!canMount)(
		"a disk that is full, and leaves nothing there (needs the right to mount a small disk): 73",
		async () => {
			await fill(machine.dataDir, 2);
			await succeed(machine, "export", fileOf(machine, "big.jsonl"));
			const disk = smallDisk(1024);
			const flags = ["import", fileOf(machine, "big.jsonl"), "--data", disk];
			expect(await refused(machine, flags, 73)).toMatch(/cannot be written.* full/);
			expect(databasesIn(disk)).toEqual([]);
		},
	);
});
