import { spawnSync } from "node:child_process";
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmdirSync,
	rmSync,
	watch,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "@partyline/server/journal";
import type { Draft, Journal } from "@partyline/server/ports";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { accountName, newMessageId, roomName } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished } from "vitest";
import type { Machine } from "../support/machine.ts";
import type { NativePeer } from "../support/native-peer.ts";
import type { Ended, Piped } from "../support/processes.ts";

export const general = roomName.parse("#general");
const ann = accountName.parse("Ann");

/** Starts a command of partylined; without --data it is about the machine's own data folder. */
export function start(machine: Machine, ...args: readonly string[]): Piped {
	return machine.pipe(machine.command("partylined", ...args));
}

/** Runs a command of partylined. */
export function run(machine: Machine, ...args: readonly string[]): Promise<Ended> {
	return start(machine, ...args).ended;
}

/** Runs a command that must go well without a word on stderr; resolves with what it printed. */
export async function succeed(machine: Machine, ...args: readonly string[]): Promise<string> {
	const { code, stdout, stderr } = await run(machine, ...args);
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	return stdout;
}

/** Runs a command that must be refused: with that code and one sentence on stderr, and nothing else. */
export async function refused(
	machine: Machine,
	args: readonly string[],
	code: number,
): Promise<string> {
	const ended = await run(machine, ...args);
	expect({ code: ended.code, stdout: ended.stdout }, ended.stderr).toEqual({ code, stdout: "" });
	expect(ended.stderr).toMatch(/^partylined: .*\.\n$/);
	return ended.stderr.slice("partylined: ".length, -1);
}

/** The database of a machine's data folder. */
export function databaseOf(machine: Machine): string {
	return join(machine.dataDir, "partyline.db");
}

/** What is in a data folder but for the key of the server, the socket of a daemon that was killed, and the lock, which the daemon of before may be letting go of still. */
export function databasesIn(dataDir: string): string[] {
	return readdirSync(dataDir)
		.filter((name) => !/^(?:lock\.|tls-|control\.)/.test(name))
		.sort();
}

/** A file of a machine's home. */
export function fileOf(machine: Machine, name: string): string {
	return join(machine.home, name);
}

/** Says so many things, one after the other; resolves with the acks. */
export async function say(peer: NativePeer, count: number, text = "hello"): Promise<Said[]> {
	const said: Said[] = [];
	for (let number = 1; number <= count; number++) {
		const id = newMessageId();
		const { seq } = await peer.call("post", { room: general, id, text: `${text} ${number}` });
		said.push({ id, seq });
	}
	return said;
}

type Said = { readonly id: string; readonly seq: number };

/** Stops the daemon as an operator does. */
export async function stop(machine: Machine): Promise<void> {
	await succeed(machine, "stop");
}

/** Opens the journal of a data folder in this process, as the daemon does. */
export async function openJournal(dataDir: string): Promise<Journal> {
	const { journal } = await openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
	return journal;
}

/** The texts that are found in some rooms by some words, the newest first, as soon as everything is in the index. */
export async function searchAll(
	journal: Journal,
	rooms: readonly RoomName[],
	text: string,
): Promise<string[]> {
	for (;;) {
		const found = await journal.search({ text, rooms, limit: 10_000 });
		if (typeof found === "string") throw new Error(`The search was answered with ${found}.`);
		if (!found.partial) return found.hits.map(({ event }) => event.text);
	}
}

/** Makes a data folder with so many megabytes of messages. */
export async function fill(dataDir: string, megabytes: number): Promise<void> {
	const { journal, accounts } = await openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
	await accounts.add({ account: ann, name: "Ann", role: "member", state: "active" });
	await journal.append([
		{
			key: newMessageId(),
			event: { room: general, at: 1, by: ann, type: "create", kind: "public" },
		},
	]);
	for (let left = megabytes; left > 0; left -= 1) await journal.append(aMegabyte());
	await journal.close();
}

/** A hundred messages of 10,000 characters. */
export function aMegabyte(): Draft[] {
	return Array.from({ length: 100 }, () => {
		const id = newMessageId();
		const event = { room: general, at: 1, by: ann, type: "message" as const, id };
		return { key: id, event: { ...event, text: "x".repeat(10_000) } };
	});
}

/** Changes a database behind the daemon's back. */
export function edit(path: string, sql: string): void {
	const database = new DatabaseSync(path);
	try {
		database.exec(`PRAGMA foreign_keys = OFF; ${sql}`);
	} finally {
		database.close();
	}
}

/** What one query of a database gives. */
export function select(path: string, sql: string): unknown[] {
	const database = new DatabaseSync(path, { readOnly: true });
	try {
		return database
			.prepare(sql)
			.all()
			.map((row) => Object.values(row)[0]);
	} finally {
		database.close();
	}
}

/** Resolves when a file with such a name turns up in a folder. */
export async function turnsUp(folder: string, name: RegExp): Promise<void> {
	mkdirSync(folder, { recursive: true });
	await new Promise<void>((resolve, reject) => {
		const watcher = watch(folder, (_event, file) => {
			if (file === null || !name.test(file)) return;
			watcher.close();
			resolve();
		});
		watcher.on("error", reject);
		onTestFinished(() => watcher.close());
	});
}

/** Whether a small disk of one's own can be had: root on Linux may mount one. */
export const canMount = process.platform === "linux" && tryMount();

function tryMount(): boolean {
	const folder = mkdtempSync(join(tmpdir(), "partyline-mount-"));
	const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
	if (status === 0) spawnSync("umount", [folder]);
	rmdirSync(folder);
	return status === 0;
}

/** A disk of that size for one test. */
export function smallDisk(kilobytes: number): string {
	const folder = mkdtempSync(join(tmpdir(), "partyline-disk-"));
	const options = `size=${kilobytes}k,mode=700`;
	const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
	if (status !== 0) throw new Error("The small disk cannot be mounted.");
	onTestFinished(() => {
		// Lazily: in a test that failed a daemon may have it open still.
		spawnSync("umount", ["-l", folder]);
		rmSync(folder, { recursive: true });
	});
	return folder;
}

/** The lines of a text that was written line by line. */
export function linesOf(path: string): string[] {
	return readFileSync(path, "utf8").split("\n").slice(0, -1);
}
