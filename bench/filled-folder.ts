import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { nameOf, room, tokenOf } from "./clients/members.ts";
import { talk } from "./clients/talk.ts";
import type { Build } from "./ours.ts";
import { keepChild, makeFolder, removeFolder } from "./take-away.ts";

/** What is in a data folder: members of the one room, and what they said there. */
export type Filling = { readonly members: number; readonly messages: number };

/** When all of it was said. */
const saidAt = Date.UTC(2026, 0, 1);
/** Whoever speaks: in a room of thousands it is few who do. */
const speakers = 20;
/** Lines that are given to the import in one piece. */
const linesAtOnce = 1_000;

const made = new Map<string, Promise<string>>();

/** A data folder that is made once a run of the bench and kept until its end. */
export async function keptFolder(build: Build, filling: Filling): Promise<string> {
	const key = JSON.stringify([build, filling]);
	const folder = made.get(key) ?? fill(build, join(makeFolder(), "data"), filling);
	made.set(key, folder);
	return await folder;
}

/** Runs something with a data folder that may be written to, a new one or a copy of what it is to be filled with. */
export async function withDataFolder<T>(
	build: Build,
	filling: Filling | undefined,
	run: (dataDir: string) => Promise<T>,
): Promise<T> {
	const folder = makeFolder();
	try {
		const dataDir = join(folder, "data");
		if (filling !== undefined)
			cpSync(await keptFolder(build, filling), dataDir, { recursive: true });
		return await run(dataDir);
	} finally {
		removeFolder(folder);
	}
}

/** The seq of the last event of a folder that was filled so. */
export function headOf({ members, messages }: Filling): number {
	return 1 + members + messages;
}

async function fill({ dist }: Build, dataDir: string, filling: Filling): Promise<string> {
	const args = [join(dist, "partylined.js"), "import", "--data", dataDir];
	const child = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "inherit"] });
	keepChild(child);
	const exited = once(child, "exit");
	await pipeline(Readable.from(pieces(filling)), child.stdin);
	const [code] = await exited;
	if (code !== 0) throw new Error(`The import ended with ${code}.`);
	return dataDir;
}

function* pieces(filling: Filling): Generator<string> {
	let piece: string[] = [];
	let count = 0;
	for (const line of [...people(filling), { room: { room, kind: "public" } }]) {
		piece.push(JSON.stringify(line));
		count++;
	}
	for (const line of log(filling)) {
		piece.push(JSON.stringify(line));
		count++;
		if (piece.length < linesAtOnce) continue;
		yield `${piece.join("\n")}\n`;
		piece = [];
	}
	piece.push(JSON.stringify({ end: { lines: count + 1 } }));
	yield `${piece.join("\n")}\n`;
}

function* people({ members }: Filling): Generator<object> {
	yield { partyline: "export", format: 2, epoch: "00000000000000000000000000000001" };
	const accounts = Array.from({ length: members }, (_, index) => nameOf(index));
	for (const account of accounts)
		yield { account: { account, name: account, role: "member", createdAt: saidAt } };
	for (const [index, account] of accounts.entries()) {
		const hash = createHash("sha256").update(tokenOf(index)).digest("hex");
		yield { token: { account, hash, client: "bench", createdAt: saidAt, seenAt: saidAt } };
	}
}

function* log({ members, messages }: Filling): Generator<object> {
	let seq = 1;
	const place = (by: string) => ({ room, seq: seq++, at: saidAt, by });
	yield { event: { ...place("server"), type: "create", kind: "public" }, key: newMessageId() };
	for (let index = 0; index < members; index++)
		yield { event: { ...place(nameOf(index)), type: "join" }, key: newMessageId() };
	const texts = talk();
	for (let index = 0; index < messages; index++) {
		const by = nameOf(index % Math.min(speakers, members));
		const text = texts(index);
		yield { event: { ...place(by), type: "message", id: newMessageId(), text } };
	}
}
