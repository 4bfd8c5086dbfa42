import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RecordedTerminal } from "../../tests/support/recorded-terminal.ts";
import { ScriptedServer } from "./scripted-server.ts";

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

	/** Runs something in a terminal. */
	run(command: readonly string[], size: Size): RecordedTerminal {
		// Nothing of the surroundings: CI would make the renderer silent.
		const env = {
			PATH: process.env.PATH ?? "",
			HOME: this.path,
			XDG_STATE_HOME: join(this.path, "state"),
			TERM: "xterm-256color",
			LANG: "C.UTF-8",
			TZ: "UTC",
		};
		return new RecordedTerminal(command, { env, cwd: this.path, ...size });
	}

	/** Opens the chat. */
	chat(port: number, size: Size, nodeFlags: readonly string[] = []): RecordedTerminal {
		const program = join(this.#dist, "partyline.js");
		const flags = ["--host", "127.0.0.1", "--port", `${port}`, "--as", "ann"];
		return this.run([process.execPath, ...nodeFlags, program, ...flags], size);
	}

	[Symbol.dispose](): void {
		rmSync(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	}
}

/** Opens the chat on a server of its own, measures something once it is live, and ends both. */
export async function withChat<T>(
	{ dist, size, events }: { readonly dist: string; readonly size: Size; readonly events: number },
	measure: (chat: RecordedTerminal, server: ScriptedServer) => Promise<T>,
): Promise<T> {
	await using server = await ScriptedServer.listen(events);
	using home = new Home(dist);
	const synced = server.nextSync();
	const chat = home.chat(server.port, size);
	try {
		await synced;
		await chat.sees(server.say());
		await chat.isQuiet(300);
		return await measure(chat, server);
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
