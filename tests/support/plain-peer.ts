import type { Socket } from "node:net";
import type { Address } from "./daemon.ts";
import { type DialOptions, dial } from "./dial.ts";
import { Waiting } from "./waiting.ts";

/** A person with `nc`: reads text and types lines. */
export class PlainPeer {
	readonly socket: Socket;
	readonly #waiting = new Waiting();
	#seen = "";
	/** How much of what was seen has been waited for. */
	#at = 0;

	constructor(address: Address, options: DialOptions = {}) {
		this.socket = dial(address, options);
		this.socket.setEncoding("latin1");
		this.socket.on("data", (text: string) => {
			this.#seen += text;
			this.#waiting.look();
		});
		this.socket.on("error", () => this.#waiting.end("the connection broke"));
		this.socket.on("end", () => this.#waiting.end("the server ended the connection"));
	}

	/** Everything that came, as text. */
	get screen(): string {
		return Buffer.from(this.#seen, "latin1").toString("utf8");
	}

	/** Resolves once that text has come, after what was waited for before. */
	async sees(text: string): Promise<void> {
		await this.seesBytes(Buffer.from(text).toString("latin1"));
	}

	/** As `sees`, for any bytes, each as one character. */
	async seesBytes(bytes: string): Promise<void> {
		const look = () => {
			const found = this.#seen.indexOf(bytes, this.#at);
			return found === -1 ? undefined : found + bytes.length;
		};
		this.#at = await this.#waiting.until(JSON.stringify(bytes), look, () => this.screen);
	}

	/** Types a line. */
	type(line: string): void {
		this.socket.write(`${line}\n`);
	}

	/** Sends any bytes. */
	write(raw: string | Uint8Array): void {
		this.socket.write(raw);
	}

	/** Answers both prompts, and is in #general. */
	async signIn(name: string): Promise<void> {
		await this.sees("username: ");
		this.type(name);
		await this.sees("password: ");
		this.type("");
		await this.sees(`you are ${name} in #general`);
	}

	/** Resolves once the server has ended the connection. */
	async ended(): Promise<void> {
		const look = () => (this.socket.readableEnded || this.socket.destroyed ? true : undefined);
		await this.#waiting.until("the end", look, () => this.screen);
	}
}
