import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { kindsIn } from "../../support/control-sequences.ts";
import { NativePeer } from "../../support/native-peer.ts";
import { PlainPeer } from "../../support/plain-peer.ts";
import { holds, shown } from "./target.ts";

const room = "#general";

/** The first line of the log. */
const listening = z.object({ msg: z.literal("listening"), port: z.int(), pid: z.int() });

/** Far more than the daemon needs for some hundred connections, and less than one that keeps what it is sent. */
const memoryLimitKib = 600 * 1024;

/** The readers begin anew after so many rounds: they keep all that they have seen. */
const roundsPerReader = 100;

type Readers = { readonly native: NativePeer; readonly plain: PlainPeer; take(): Buffer };

/** A real daemon that is being attacked, with somebody at each door to whom nothing may happen. */
export class AttackedDaemon {
	readonly port: number;
	readonly pid: number;
	readonly #folder: string;
	readonly #daemon: ChildProcess;
	#readers: Readers | undefined;
	#rounds = 0;
	#mistake: string | undefined;

	private constructor(folder: string, daemon: ChildProcess, told: z.output<typeof listening>) {
		this.port = told.port;
		this.pid = told.pid;
		this.#folder = folder;
		this.#daemon = daemon;
	}

	/** Starts the bin of that folder with a data folder of its own. */
	static async start(bins: string): Promise<AttackedDaemon> {
		const folder = mkdtempSync(join(tmpdir(), "partyline-fuzz-"));
		const flags = ["--host", "127.0.0.1", "--port", "0", "--data", join(folder, "data")];
		const daemon = spawn(
			process.execPath,
			[join(bins, "partylined.js"), ...flags, "--log", "json"],
			{
				env: { PATH: process.env.PATH ?? "", HOME: folder },
				cwd: folder,
				stdio: ["ignore", "pipe", "inherit"],
			},
		);
		const log = createInterface(daemon.stdout);
		const [first]: string[] = await once(log, "line");
		const attacked = new AttackedDaemon(folder, daemon, listening.parse(JSON.parse(first ?? "")));
		// Of a long run only this is kept: a stack in the log is a mistake of ours, even where the connection
		// that met it has gone on.
		log.on("line", (line) => {
			if (/"level":[56]0/.test(line)) attacked.#mistake ??= line;
		});
		return attacked;
	}

	/** Throws unless it lives, answers, passes on what is said, and nothing but words came to anybody. */
	async isUnharmed(): Promise<void> {
		const { exitCode, signalCode } = this.#daemon;
		holds(
			exitCode === null && signalCode === null,
			() => `the daemon lives: ${exitCode ?? signalCode}`,
		);
		const { native, plain, take } = await this.#seated();
		const words = `round ${++this.#rounds}`;
		const id = `01939bd2-6a00-7000-9000-${this.#rounds.toString(16).padStart(12, "0")}`;
		await native.call("post", { room, id, text: words });
		await plain.sees(`> ${words}\n`);
		const bytes = take();
		const kinds = kindsIn(bytes).filter((kind) => kind !== "C0 0A");
		holds(
			kinds.length === 0,
			() => `only words come to the plain door: ${kinds} in ${shown(`${bytes}`)}`,
		);
		await native.call("history", { room, limit: 50 });
		this.#isModest();
		holds(this.#mistake === undefined, () => `the log holds no mistake: ${this.#mistake}`);
		if (this.#rounds % roundsPerReader === 0) this.#unseat();
	}

	async close(): Promise<void> {
		this.#unseat();
		if (this.#daemon.kill("SIGKILL")) await once(this.#daemon, "close");
		rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	}

	async #seated(): Promise<Readers> {
		this.#readers ??= await this.#seat();
		return this.#readers;
	}

	async #seat(): Promise<Readers> {
		const address = { host: "127.0.0.1", port: this.port };
		const native = await NativePeer.connect(address);
		await native.call("hello", { protocol: 1, client: "fuzz" });
		await native.call("login", { guest: `reader${this.#rounds}` });
		await native.call("join", { room });
		const plain = new PlainPeer(address);
		let bytes = Buffer.of();
		plain.socket.on("data", (text) => {
			bytes = Buffer.concat([bytes, Buffer.from(`${text}`, "latin1")]);
		});
		await plain.signIn(`listener${this.#rounds}`);
		const take = () => {
			const taken = bytes;
			bytes = Buffer.of();
			return taken;
		};
		return { native, plain, take };
	}

	#unseat(): void {
		this.#readers?.native.socket.destroy();
		this.#readers?.plain.socket.destroy();
		this.#readers = undefined;
	}

	#isModest(): void {
		if (process.platform !== "linux") return;
		const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
		const usedKib = Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]);
		holds(usedKib < memoryLimitKib, () => `its memory is bounded: ${usedKib} KiB`);
	}
}
