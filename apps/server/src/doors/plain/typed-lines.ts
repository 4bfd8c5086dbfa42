import type { Connection } from "../connection.ts";
import { LineReader, type TypedLine } from "./line-reader.ts";

/** The lines a person types, one at a time; the peer waits while one is worked on. */
export class TypedLines {
	readonly #connection: Connection;
	readonly #reader: LineReader;
	readonly #lines: TypedLine[] = [];
	#ended = false;
	#wake: () => void = () => {};

	constructor(connection: Connection, limitBytes: number) {
		this.#connection = connection;
		this.#reader = new LineReader(limitBytes);
		connection.listen(
			(chunk) => this.take(chunk),
			() => {
				this.#lines.push(...this.#reader.end());
				this.stop();
			},
		);
	}

	/** Takes bytes of the peer. */
	take(chunk: Buffer): void {
		if (this.#ended) return;
		this.#lines.push(...this.#reader.push(chunk));
		if (this.#lines.length > 0) this.#connection.pause();
		this.#wake();
	}

	/** Takes no more: who reads gets what is there already, then the end. */
	stop(): void {
		this.#ended = true;
		this.#wake();
	}

	/** The next line; undefined when there will be none. */
	async next(): Promise<TypedLine | undefined> {
		for (;;) {
			// Whoever does not read what they asked for is not asked for more.
			if (this.#lines.length > 0) await this.#connection.drained();
			const line = this.#lines.shift();
			if (line !== undefined || this.#ended) return line;
			this.#connection.resume();
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}
}
