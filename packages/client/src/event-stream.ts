import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { OverrunError } from "./errors.ts";

/** Events a reader may leave unread: some 5 MiB, and minutes of a very busy server. */
export const maxUnread = 10_000;

/** The events of `Client.events`, between the connection that brings them and the loop that reads them. */
export class EventStream implements AsyncIterableIterator<ReceivedEvent> {
	readonly #onEnd: () => void;
	#unread: ReceivedEvent[] = [];
	#end: { error: Error | undefined } | undefined;
	#wake: () => void = () => {};

	/** `onEnd` is called once, when no more events are wanted. */
	constructor(onEnd: () => void) {
		this.#onEnd = onEnd;
	}

	push(event: ReceivedEvent): void {
		if (this.#end !== undefined) return;
		this.#unread.push(event);
		if (this.#unread.length > maxUnread)
			this.end(new OverrunError(`The reader of these events is ${maxUnread} behind.`));
		this.#wake();
	}

	/** What is unread can still be read; then the loop ends, or throws `error`. */
	end(error?: Error): void {
		if (this.#end !== undefined) return;
		this.#end = { error };
		this.#onEnd();
		this.#wake();
	}

	async next(): Promise<IteratorResult<ReceivedEvent>> {
		while (this.#unread.length === 0 && this.#end === undefined)
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		const value = this.#unread.shift();
		if (value !== undefined) return { done: false, value };
		if (this.#end?.error !== undefined) throw this.#end.error;
		return { done: true, value: undefined };
	}

	async return(): Promise<IteratorResult<ReceivedEvent>> {
		this.#unread = [];
		this.end();
		return { done: true, value: undefined };
	}

	[Symbol.asyncIterator](): this {
		return this;
	}
}
