import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Talker } from "./talker.ts";
import { busyRoom, mark, people, quietRooms, textOf, tokenOf, worldLines } from "./world-lines.ts";

/** Where talk comes from, so many messages a second: the room that is open, or all the others in turn. */
export type Traffic = { readonly perSecond: number; readonly where?: "open" | "others" };

/** So few talk that what the server tells them, too, is no load worth speaking of. */
const talking = 4;
/** What a server of the bench may take at the most. */
const nodeFlags = ["--max-old-space-size=512"];

/** A `partylined` with a data folder of its own, and people who talk: thirty rooms, one of them with a past. */
export class World implements AsyncDisposable {
	readonly port: number;
	readonly #folder: string;
	readonly #daemon: ChildProcess;
	readonly #talkers: readonly Talker[];
	#said: number;

	private constructor(
		{ folder, daemon }: { readonly folder: string; readonly daemon: ChildProcess },
		{ port, talkers, said }: { port: number; talkers: readonly Talker[]; said: number },
	) {
		this.#folder = folder;
		this.#daemon = daemon;
		this.port = port;
		this.#talkers = talkers;
		this.#said = said;
	}

	/** Starts one of this build, with so many messages in the busy room. */
	static async open(dist: string, messages: number): Promise<World> {
		const folder = mkdtempSync(join(tmpdir(), "partyline-bench-"));
		const data = join(folder, "data");
		await importWorld(dist, data, messages);
		const flags = ["--host", "127.0.0.1", "--port", "0", "--data", data, "--log", "json"];
		const daemon = spawn(process.execPath, [...nodeFlags, join(dist, "partylined.js"), ...flags], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		const kill = () => void daemon.kill("SIGKILL");
		process.once("exit", kill);
		daemon.once("exit", () => process.off("exit", kill));
		const port = await portOf(daemon);
		const comers = people.slice(0, talking);
		const talkers = await Promise.all(comers.map((one) => Talker.enter(port, tokenOf(one))));
		return new World({ folder, daemon }, { port, talkers, said: messages });
	}

	/** Somebody says something in the busy room; gives the mark it is known by. */
	say(text?: string): string {
		this.#sayIn(busyRoom, text);
		return mark(this.#said);
	}

	/** Lets people talk until the function it gives is called. */
	flood({ perSecond, where = "open" }: Traffic): () => void {
		if (perSecond === 0) return () => {};
		const since = performance.now();
		let sent = 0;
		const timer = setInterval(
			() => {
				const due = Math.floor(((performance.now() - since) * perSecond) / 1_000);
				for (; sent < due; sent++)
					this.#sayIn(where === "open" ? busyRoom : (quietRooms[sent % quietRooms.length] ?? ""));
			},
			Math.max(1, 1_000 / perSecond),
		);
		return () => clearInterval(timer);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const talker of this.#talkers) talker[Symbol.dispose]();
		const exited = once(this.#daemon, "exit");
		if (this.#daemon.exitCode === null && this.#daemon.kill("SIGTERM")) await exited;
		rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
	}

	#sayIn(room: string, text?: string): void {
		this.#said++;
		this.#talkers[this.#said % talking]?.say(room, textOf(this.#said, text));
	}
}

async function importWorld(dist: string, data: string, messages: number): Promise<void> {
	const args = [join(dist, "partylined.js"), "import", "--data", data];
	const child = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "inherit"] });
	const exited = once(child, "exit");
	await pipeline(Readable.from(jsonLines(worldLines(messages))), child.stdin);
	const [code] = await exited;
	if (code !== 0) throw new Error(`The import ended with ${code}.`);
}

function* jsonLines(values: Iterable<object>): Generator<string> {
	for (const value of values) yield `${JSON.stringify(value)}\n`;
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
	if (stdout === null) throw new Error("The daemon has no output.");
	for await (const line of createInterface({ input: stdout })) {
		const { msg, port } = JSON.parse(line);
		if (msg !== "listening") continue;
		stdout.resume();
		return port;
	}
	throw new Error("The daemon did not start.");
}
