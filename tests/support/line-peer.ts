import { once } from "node:events";
import type { Socket } from "node:net";
import type { Address } from "./daemon.ts";
import { type DialOptions, dial, readyEvent } from "./dial.ts";
import { Waiting } from "./waiting.ts";

/** A connection that sends and receives lines, and knows nothing of what they say. */
export class LinePeer {
	readonly unread: string[] = [];
	readonly #socket: Socket;
	readonly #waiting = new Waiting();
	#rest = "";

	private constructor(socket: Socket) {
		this.#socket = socket;
		socket.setEncoding("utf8").on("data", (text: string) => {
			const lines = (this.#rest + text).split("\n");
			this.#rest = lines.pop() ?? "";
			this.unread.push(...lines);
			this.#waiting.look();
		});
		socket.on("error", () => {});
		socket.on("end", () => this.#waiting.end("the server ended the connection"));
	}

	/** Resolves when connected. */
	static async connect(address: Address, options: DialOptions = {}): Promise<LinePeer> {
		const socket = dial(address, options);
		await once(socket, readyEvent(options));
		return new LinePeer(socket);
	}

	/** The next line; `expected` is told when none comes. */
	async line(expected: string): Promise<string> {
		return await this.#waiting.until(
			expected,
			() => this.unread.shift(),
			() => this.#rest,
		);
	}

	/** Sends a line. */
	type(line: string): void {
		this.#socket.write(`${line}\n`);
	}

	/** Resets the connection, as a network does. */
	async cut(): Promise<void> {
		this.#socket.resetAndDestroy();
		if (!this.#socket.closed) await once(this.#socket, "close");
	}

	/** Ends it. */
	destroy(): void {
		this.#socket.destroy();
	}
}
