import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Entry, SeenEvent } from "../history/history.ts";
import type { Actor } from "./actor.ts";
import { adopt } from "./children.ts";
import { told } from "./told.ts";
import type { ActorOptions } from "./wire-actor.ts";

/** Posts that may wait for their ack: a person does not type faster. */
const outboxCap = 50;

/** Where the client's program is, and what it keeps between its lives. */
export type ClientActorOptions = ActorOptions & {
	readonly script: string;
	readonly stateDir: string;
};

/** Somebody with the real client library in a process of its own, which is killed now and then. */
export class ClientActor implements Actor {
	readonly name: string;
	readonly #options: ClientActorOptions;
	readonly #reached = new Map<string, number>();
	/** What was said and not answered, and whether the client has said that it has it. */
	readonly #unanswered = new Map<string, "ordered" | "taken">();
	#life = 0;
	#said = 0;
	#child: ChildProcess | undefined;
	/** Resolves when the last process has ended and all it told is read. */
	#closed: Promise<void> = Promise.resolve();

	constructor(options: ClientActorOptions) {
		this.#options = options;
		this.name = options.name;
		this.#start();
	}

	open(): void {
		for (const [room, after] of this.#reached)
			this.#record({ type: "opened", actor: this.name, life: this.#life, room, after });
	}

	say(): void {
		if (this.#child === undefined || this.#unanswered.size >= outboxCap) return;
		const { random, rooms } = this.#options;
		const room = random.pick(rooms);
		const text = `${this.name} ${++this.#said}`;
		this.#unanswered.set(text, "ordered");
		this.#record({ type: "sent", actor: this.name, room, text });
		this.#order({ room, text });
	}

	unanswered(): number {
		return this.#unanswered.size;
	}

	reached(room: string): number {
		return this.#reached.get(room) ?? 0;
	}

	hurry(): void {
		this.#order({ hurry: true });
	}

	/** Ends the client without a word; resolves when all it has told is read. */
	async kill(): Promise<void> {
		await this.#stop("SIGKILL");
		this.#record({ type: "killed", actor: this.name });
	}

	/** Starts it after a kill. */
	restart(): void {
		if (this.#child === undefined) this.#start();
	}

	async end(): Promise<void> {
		await this.#stop("SIGTERM");
	}

	#start(): void {
		const { address, script, stateDir, rooms } = this.#options;
		const options = { ...address, as: this.name, stateDir, rooms };
		this.#life++;
		const child = adopt(
			spawn(process.execPath, [script, JSON.stringify(options)], {
				stdio: ["pipe", "pipe", "inherit"],
			}),
		);
		this.#child = child;
		this.#closed = once(child, "close").then(() => {
			if (this.#child !== child) return;
			this.#child = undefined;
			const what = `the client ended by itself with ${child.exitCode ?? child.signalCode}`;
			this.#record({ type: "strange", actor: this.name, what });
		});
		// Killed while it was told something: what it had taken is in its outbox.
		child.stdin.on("error", () => {});
		createInterface({ input: child.stdout }).on("line", (line) => this.#take(line));
	}

	async #stop(signal: NodeJS.Signals): Promise<void> {
		const child = this.#child;
		if (child === undefined) return;
		this.#child = undefined;
		child.kill(signal);
		// All it has told is read first.
		await this.#closed;
	}

	#order(order: object): void {
		this.#child?.stdin?.write(`${JSON.stringify(order)}\n`);
	}

	#take(line: string): void {
		const { name: actor } = this;
		const said = told.parse(JSON.parse(line));
		switch (said.type) {
			case "start":
				this.#inherit(new Set(said.outbox));
				break;
			case "taken":
				this.#taken(said.text);
				break;
			case "acked":
				this.#unanswered.delete(said.text);
				this.#record({ ...said, actor });
				break;
			case "refused":
				this.#unanswered.delete(said.text);
				this.#record({ ...said, actor });
				break;
			case "seen":
				this.#seen(said.room, said.event);
		}
	}

	/** What became of the posts of the life before. */
	#inherit(outbox: ReadonlySet<string>): void {
		for (const [text, state] of this.#unanswered) {
			if (outbox.has(text)) {
				if (state === "ordered") this.#taken(text);
				continue;
			}
			this.#unanswered.delete(text);
			// One that the client never said it had may have died with it.
			if (state === "taken") this.#record({ type: "gone", actor: this.name, text });
		}
	}

	#taken(text: string): void {
		this.#unanswered.set(text, "taken");
		this.#record({ type: "taken", actor: this.name, text });
	}

	#seen(room: string, event: SeenEvent): void {
		const { name: actor } = this;
		const reached = this.#reached.get(room);
		if (reached === undefined)
			this.#record({ type: "opened", actor, life: this.#life, room, after: event.seq - 1 });
		this.#reached.set(room, Math.max(reached ?? 0, event.seq));
		this.#record({ type: "seen", actor, life: this.#life, room, event });
	}

	#record(entry: Entry): void {
		this.#options.recorder.record(entry);
	}
}
