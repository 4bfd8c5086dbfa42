import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { z } from "zod";
import { NativePeer } from "./native-peer.ts";
import { type Ended, Piped } from "./processes.ts";

/** How a target differs from a daemon with its defaults. */
export type TargetOptions = {
	/** What comes before the command line of the daemon, such as `env NAME=VALUE`. */
	readonly wrapper?: readonly string[];
};

/** How long a bystander waited for answers. */
export type Delay = z.output<typeof delaySchema>;

const delaySchema = z.object({
	answers: z.number(),
	medianMs: z.number(),
	lateAnswers: z.number(),
	worstMs: z.number(),
});

const listening = z.object({ pid: z.number(), port: z.number() });

const mib = 1024 * 1024;

/** Where /proc tells of other processes: elsewhere memory and descriptors go unmeasured. */
export const hasProc = process.platform === "linux";

/** The daemon as it is shipped, in a process of its own, with a bystander in another: for a whole file of attacks. */
export class Target {
	readonly pid: number;
	readonly port: number;
	readonly #home: string;
	readonly #daemon: Piped;
	readonly #bystander: Piped;
	#sockets: Socket[] = [];
	#reports = 1;
	#ended: Ended | undefined;

	private constructor(
		home: string,
		{ pid, port }: z.output<typeof listening>,
		processes: { daemon: Piped; bystander: Piped },
	) {
		this.#home = home;
		this.pid = pid;
		this.port = port;
		this.#daemon = processes.daemon;
		this.#bystander = processes.bystander;
		void this.#daemon.ended.then((ended) => {
			this.#ended = ended;
		});
	}

	/** Resolves when the daemon listens and the bystander is in. */
	static async start({ wrapper = [] }: TargetOptions = {}): Promise<Target> {
		const home = mkdtempSync(join(tmpdir(), "partyline-hostile-"));
		const options = { env: { PATH: process.env.PATH ?? "", HOME: home }, cwd: home };
		const bin = join(inject("bins"), "partylined.js");
		const flags = ["--host", "127.0.0.1", "--port", "0", "--data", join(home, "data")];
		const command = [...wrapper, process.execPath, bin, ...flags, "--log", "json"];
		const daemon = new Piped(command, options);
		const line = await daemon.line("the line listening", (each) => each.includes('"listening"'));
		const told = listening.parse(JSON.parse(line));
		const script = join(import.meta.dirname, "bystander-process.ts");
		const bystander = new Piped([process.execPath, script, `${told.port}`], options);
		await bystander.line("the bystander", (each) => each === "here");
		return new Target(home, told, { daemon, bystander });
	}

	/** A connection on which nothing has been said. */
	async native(): Promise<NativePeer> {
		const peer = await NativePeer.connect({ host: "127.0.0.1", port: this.port });
		this.#sockets.push(peer.socket);
		return peer;
	}

	/** A connection that has said hello. */
	async greeted(): Promise<NativePeer> {
		const peer = await this.native();
		await peer.call("hello", { protocol: 1, client: "test" });
		return peer;
	}

	/** A guest who is in #general; one who stays is no attacker, and here until the end. */
	async member(name: string, { stays = false } = {}): Promise<NativePeer> {
		const peer = await this.greeted();
		if (stays) this.#sockets = this.#sockets.filter((socket) => socket !== peer.socket);
		await peer.call("login", { guest: name });
		await peer.call("join", { room: "#general" });
		return peer;
	}

	/** A bare connection, of which nothing is read before somebody does. */
	socket(): Socket {
		const socket = connect({ host: "127.0.0.1", port: this.port, noDelay: true });
		// Being cut is what happens to an attacker.
		socket.on("error", () => {});
		this.#sockets.push(socket);
		return socket;
	}

	/** Lets go of every connection made so far, but for those who stay. */
	disconnect(): void {
		for (const socket of this.#sockets.splice(0)) socket.destroy();
	}

	/** How long the bystander has waited for answers since this was asked the last time. */
	async bystanderDelay(): Promise<Delay> {
		this.#bystander.kill("SIGUSR2");
		const lines = await this.#bystander.linesUpTo(++this.#reports);
		return delaySchema.parse(JSON.parse(lines[this.#reports - 1] ?? ""));
	}

	/** Fails if the process that was started has ended. */
	expectAlive(): void {
		expect(this.#ended, "how it ended").toBeUndefined();
	}

	/** What the daemon has in memory, in MiB; 0 where nobody tells. */
	rssMib(): number {
		if (!hasProc) return 0;
		const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
		return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024) / mib;
	}

	/** How many descriptors the daemon has open. */
	descriptors(): number {
		return readdirSync(`/proc/${this.pid}/fd`).length;
	}

	/** The processor time the daemon has used so far, in seconds. */
	cpuSeconds(): number {
		const stat = readFileSync(`/proc/${this.pid}/stat`, "utf8");
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		// Fields 14 and 15 of proc(5), in ticks of which there are 100 a second.
		return (Number(fields[11]) + Number(fields[12])) / 100;
	}

	/** The lines of the daemon's log that have that text. */
	logged(text: string): string[] {
		return this.#daemon.lines().filter((line) => line.includes(text));
	}

	/** Ends all of it. */
	async end(): Promise<void> {
		this.disconnect();
		await Promise.all([this.#daemon.end(), this.#bystander.end()]);
		rmSync(this.#home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	}
}
