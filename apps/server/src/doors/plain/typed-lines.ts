import { serverLimits } from "../../limits.ts";
import { ByteQueue } from "../byte-queue.ts";
import type { Connection } from "../connection.ts";
import { Share } from "../share.ts";
import { LineReader, type TypedLine } from "./line-reader.ts";
import { TelnetReader } from "./telnet.ts";

/** The lines a person types, one at a time; the peer waits while one is worked on. */
export class TypedLines {
	readonly #connection: Connection;
	readonly #reader: LineReader;
	readonly #telnet = new TelnetReader();
	/** What came and was not cut into lines yet: a chunk of newlines would take a hundred times its size. */
	readonly #unread = new ByteQueue();
	readonly #lines: TypedLine[] = [];
	#peerEnded = false;
	#ended = false;
	#wake: () => void = () => {};
	#onTurn: () => void = () => {};
	readonly #share = new Share(() => {
		this.#onTurn();
		// What the line asks for is done right after this.
		return "begun";
	});

	constructor(connection: Connection, limitBytes: number) {
		this.#connection = connection;
		this.#reader = new LineReader(limitBytes);
		connection.listen(
			(chunk) => this.take(chunk),
			() => {
				this.#peerEnded = true;
				this.stop();
			},
		);
	}

	/** Takes bytes of the peer. */
	take(chunk: Buffer): void {
		if (this.#ended) return;
		this.#unread.add(this.#telnet.take(chunk));
		this.#connection.pause();
		this.#wake();
	}

	/** Whether the peer can be asked not to show what is typed. */
	get isTelnet(): boolean {
		return this.#telnet.isTelnet;
	}

	/** Takes no more: who reads gets what is there already, then the end. */
	stop(): void {
		this.#ended = true;
		this.#wake();
	}

	/** The next line; undefined when there will be none. */
	async next(): Promise<TypedLine | undefined> {
		for (;;) {
			if (this.#lines.length > 0 || this.#unread.bytes > 0) {
				// Whoever does not read what they asked for is not asked for more.
				await this.#connection.drained();
				await this.#turn();
			}
			this.#cutSome();
			const line = this.#lines.shift();
			if (line !== undefined || this.#ended) return line;
			this.#connection.resume();
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}

	/** Resolves when it is this connection's turn. */
	#turn(): Promise<void> {
		return new Promise((resolve) => {
			this.#onTurn = resolve;
			this.#share.queue();
		});
	}

	/** Looks on until there is a line, or nothing more to look at. */
	#cutSome(): void {
		while (this.#lines.length === 0 && this.#unread.bytes > 0)
			for (const piece of this.#unread.take(serverLimits.decodeBytes))
				this.#lines.push(...this.#reader.push(piece));
		if (this.#lines.length > 0 || !this.#peerEnded) return;
		this.#peerEnded = false;
		this.#lines.push(...this.#reader.end());
	}
}
