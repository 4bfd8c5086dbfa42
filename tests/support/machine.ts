import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@partyline/client";
import { inject, onTestFinished } from "vitest";
import { z } from "zod";
import { freePort } from "./free-port.ts";
import { NativePeer } from "./native-peer.ts";
import { type Ended, killIfThere, Piped } from "./processes.ts";
import { Screen, type ScreenOptions } from "./pty.ts";

const host = "127.0.0.1";

type Size = Pick<ScreenOptions, "columns" | "rows" | "prepare">;

/**
 * A machine with nothing on it but partyline as it is shipped: a home and a port of its own. All that
 * was started on it ends with the test, each by its own pid, and its folder goes.
 */
export class Machine {
	readonly home: string;
	readonly port: number;
	readonly env: Readonly<Record<string, string>>;
	readonly dataDir: string;
	readonly #running: { end(): Promise<unknown> }[] = [];
	#daemon: Piped | undefined;

	private constructor(home: string, port: number) {
		this.home = home;
		this.port = port;
		const state = join(home, "state");
		this.dataDir = join(state, "partyline", "server");
		mkdirSync(state);
		// Nothing of the surroundings: CI would make the renderer silent, npm would change what is printed.
		this.env = {
			PATH: process.env.PATH ?? "",
			HOME: home,
			XDG_STATE_HOME: state,
			TERM: "xterm-256color",
			LANG: "C.UTF-8",
			TZ: "UTC",
		};
	}

	/** One for the test that runs. */
	static async create(): Promise<Machine> {
		const machine = new Machine(mkdtempSync(join(tmpdir(), "partyline-e2e-")), await freePort());
		onTestFinished(() => machine.#end());
		return machine;
	}

	/** The command line of a bin. */
	command(bin: "partyline" | "partylined", ...args: readonly string[]): string[] {
		return [process.execPath, join(inject("bins"), `${bin}.js`), ...args];
	}

	/** Starts the daemon, or starts it again after a kill; resolves when it listens. */
	async startDaemon(...flags: readonly string[]): Promise<Piped> {
		const where = ["--port", `${this.port}`, "--data", this.dataDir];
		const daemon = this.pipe(this.command("partylined", "--log", "json", ...where, ...flags));
		this.#daemon = daemon;
		await daemon.line("the line listening", (line) => line.includes('"msg":"listening"'));
		return daemon;
	}

	/** Makes the bins commands in PATH, as an install does: for what is printed to be typed. */
	installBins(): string {
		const folder = join(this.home, "bin");
		mkdirSync(folder);
		for (const bin of ["partyline", "partylined"] as const) {
			const [node, script] = this.command(bin);
			const run = `#!/bin/sh\nexec '${node}' '${script}' "$@"\n`;
			writeFileSync(join(folder, bin), run, { mode: 0o755 });
		}
		return folder;
	}

	/** Ends the daemon without letting it do anything more. */
	async killDaemon(): Promise<void> {
		await this.#daemon?.end();
	}

	/** Runs a command in a terminal. */
	screen(command: readonly string[], size: Size = {}): Screen {
		return this.#keep(new Screen(command, { env: this.env, cwd: this.home, ...size }));
	}

	/** Makes somebody one who was here before: the first run says more than most tests are about. */
	welcome(name: string): void {
		const stateDir = join(this.home, "state", "partyline", "client");
		const client = createClient({ host, port: this.port, as: name, stateDir });
		client.note("window:welcomed", "yes");
		const closed = client.close();
		this.#running.push({ end: () => closed });
	}

	/** Opens the chat of somebody who was here before. */
	chat(name: string, size: Size = {}): Screen {
		this.welcome(name);
		return this.screen(this.command("partyline", "--port", `${this.port}`, "--as", name), size);
	}

	/** Opens the chat; resolves when it is connected. */
	async connectedChat(name: string, size: Size = {}): Promise<Screen> {
		const screen = this.chat(name, size);
		await screen.sees("● connected");
		return screen;
	}

	/** Runs a command behind pipes. */
	pipe(command: readonly string[]): Piped {
		return this.#keep(new Piped(command, { env: this.env, cwd: this.home }));
	}

	/** Runs a verb as somebody. */
	verb(name: string, verb: string, ...args: readonly string[]): Piped {
		const server = ["--port", `${this.port}`, "--as", name];
		return this.pipe(this.command("partyline", verb, ...server, ...args));
	}

	/** Says something with `partyline send`; resolves when it has ended. */
	async send(name: string, room: string, text: string): Promise<Ended> {
		return await this.verb(name, "send", room, "--", text).ended;
	}

	/** Somebody on the bare protocol, logged in and in that room. */
	async peer(name: string, room = "#general"): Promise<NativePeer> {
		const peer = await NativePeer.connect({ host, port: this.port });
		this.#running.push({ end: async () => void peer.socket.destroy() });
		await peer.call("hello", { protocol: 1, client: "test" });
		await peer.call("login", { guest: name });
		await peer.call("join", { room });
		return peer;
	}

	/** The pid of the daemon that somebody left in the background with a data folder. */
	backgroundPid(dataDir = this.dataDir): number | undefined {
		try {
			const told: unknown = JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8"));
			return z.object({ pid: z.int() }).parse(told).pid;
		} catch {
			return undefined;
		}
	}

	/** The daemon of another data folder ends with the test too. */
	alsoEnds(dataDir: string): void {
		const pid = this.backgroundPid(dataDir);
		this.#running.push({ end: async () => pid !== undefined && killIfThere(pid, "SIGKILL") });
	}

	#keep<T extends { end(): Promise<void> }>(running: T): T {
		this.#running.push(running);
		return running;
	}

	async #end(): Promise<void> {
		const left = this.backgroundPid();
		await Promise.all(this.#running.map((running) => running.end()));
		if (left !== undefined) killIfThere(left, "SIGKILL");
		rmSync(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	}
}
