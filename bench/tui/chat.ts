import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RecordedTerminal } from "../../tests/support/recorded-terminal.ts";
import { World } from "./world.ts";
import { watcher } from "./world-lines.ts";

/** How large a terminal is. */
export type Size = { readonly columns: number; readonly rows: number };

/** The two that figures are given for. */
export const sizes: readonly Size[] = [
	{ columns: 80, rows: 24 },
	{ columns: 200, rows: 60 },
];

/** `80x24`. */
export function told({ columns, rows }: Size): string {
	return `${columns}x${rows}`;
}

/** A home for a client, with everything it keeps between two starts. */
export class Home implements Disposable {
	readonly path = mkdtempSync(join(tmpdir(), "partyline-bench-"));
	readonly #dist: string;

	/** `dist`: the folder of the built bins. */
	constructor(dist: string) {
		this.#dist = dist;
		mkdirSync(join(this.path, "state"));
	}

	/** What a program here knows of its surroundings: nothing of ours, CI would make the renderer silent. */
	get env(): Readonly<Record<string, string>> {
		return {
			PATH: process.env.PATH ?? "",
			HOME: this.path,
			XDG_STATE_HOME: join(this.path, "state"),
			TERM: "xterm-256color",
			LANG: "C.UTF-8",
			TZ: "UTC",
		};
	}

	/** What runs a verb of the client at a server; without one, and with no words, the chat. */
	command(port: number, ...words: readonly string[]): readonly string[] {
		const [verb, ...rest] = words;
		const where = ["--host", "127.0.0.1", "--port", `${port}`, "--as", watcher.account];
		const program = join(this.#dist, "partyline.js");
		return [process.execPath, program, ...(verb === undefined ? [] : [verb]), ...where, ...rest];
	}

	/** Signs in at a server, for all that comes after. */
	signIn(port: number): void {
		const file = join(this.path, "password");
		writeFileSync(file, watcher.password);
		const [node = "", ...args] = this.command(port, "login", "--password-file", file);
		const { status, stderr } = spawnSync(node, args, { env: this.env, encoding: "utf8" });
		if (status !== 0) throw new Error(`login ended with ${status}: ${stderr}`);
	}

	/** Runs something in a terminal. */
	run(command: readonly string[], size: Size): RecordedTerminal {
		return new RecordedTerminal(command, { env: this.env, cwd: this.path, ...size });
	}

	/** Opens the chat. */
	chat(port: number, size: Size): RecordedTerminal {
		return this.run(this.command(port), size);
	}

	[Symbol.dispose](): void {
		rmSync(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	}
}

/** What is opened: a build, at a size, on a server with so many messages in the room. */
export type Opening = { readonly dist: string; readonly size: Size; readonly messages: number };

/** Opens the chat on a server of its own, measures something once it is live, and ends both. */
export async function withChat<T>(
	{ dist, size, messages }: Opening,
	measure: (chat: RecordedTerminal, world: World) => Promise<T>,
): Promise<T> {
	await using world = await World.open(dist, messages);
	using home = new Home(dist);
	home.signIn(world.port);
	const chat = home.chat(world.port, size);
	try {
		await chat.sees(world.say());
		await chat.isQuiet(300);
		return await measure(chat, world);
	} finally {
		await chat.end();
	}
}

/** The value below which that part of them lies. */
export function quantile(values: readonly number[], part: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** What a bench found. */
export type Figure = {
	readonly what: string;
	readonly value: number;
	readonly unit: string;
	/** What it should be at most. */
	readonly goal?: number;
};
