import type { MessageEvent } from "@partyline/shared/protocol/events";
import type { MessageId, RoomName } from "@partyline/shared/protocol/ids";
import type { Call } from "./calls.ts";
import type { Kept, Posted, PostNotice } from "./client-api.ts";
import type { Clock } from "./clock.ts";
import { ClosedError, RequestError, StorageError } from "./errors.ts";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import { askPatiently } from "./patience.ts";

/** What delivery needs of the client. */
export type DeliveryOptions = {
	readonly outbox: Outbox;
	readonly clock: Clock;
	readonly random: () => number;
	notify(notice: PostNotice): void;
};

type Waiter = { readonly resolve: (kept: Kept) => void; readonly reject: (error: Error) => void };

/**
 * Sends what is in the outbox until the server has it. One post of a room is under way at a time:
 * with two, the second could be kept while the first is told to come later.
 */
export class Delivery {
	readonly #options: DeliveryOptions;
	// The connection to send over; undefined while there is none.
	#call: Call | undefined;
	readonly #underWay = new Set<RoomName>();
	readonly #waiters = new Map<MessageId, Waiter>();

	constructor(options: DeliveryOptions) {
		this.#options = options;
	}

	/** Puts a post in the outbox, and sends it when its turn comes. */
	add(entry: OutboxEntry): Posted {
		try {
			this.#options.outbox.add(entry);
		} catch (cause) {
			throw new StorageError("Your message cannot be written to this machine's disk.", { cause });
		}
		const { promise: kept, resolve, reject } = Promise.withResolvers<Kept>();
		// Whoever does not look at `kept` learns of it by notices; it must not end their process.
		kept.catch(() => {});
		this.#waiters.set(entry.id, { resolve, reject });
		this.#options.notify({ type: "post", state: "pending", entry });
		this.#deliver(entry.room);
		return { id: entry.id, kept };
	}

	/** There is a live connection: everything not acked goes out again, oldest first, under the same ids. */
	begin(call: Call): void {
		this.#call = call;
		this.#underWay.clear();
		for (const room of this.#options.outbox.rooms()) this.#deliver(room);
	}

	/** The connection is gone. */
	stop(): void {
		this.#call = undefined;
	}

	/** Takes a message of our own account from a room's log: as good as an ack. */
	onOwnMessage({ id, room, seq, at }: MessageEvent): void {
		this.#confirm({ id, room, seq, at });
	}

	drop(id: string): OutboxEntry | undefined {
		const entry = this.#options.outbox.remove(id);
		if (entry === undefined) return undefined;
		this.#settle(entry.id)?.reject(new ClosedError("The post was dropped."));
		this.#options.notify({ type: "post", state: "dropped", entry });
		return entry;
	}

	close(): void {
		this.stop();
		for (const id of [...this.#waiters.keys()])
			this.#settle(id)?.reject(new ClosedError("The post is still in the outbox."));
	}

	#deliver(room: RoomName): void {
		const call = this.#call;
		if (call === undefined || this.#underWay.has(room)) return;
		this.#underWay.add(room);
		this.#deliverRoom(room, call).catch(() => {
			// The connection broke, or the disk did: what is in the outbox goes out with the next `begin`.
		});
	}

	async #deliverRoom(room: RoomName, call: Call): Promise<void> {
		while (this.#call === call) {
			const entry = this.#options.outbox.first(room);
			if (entry === undefined) break;
			await this.#send(entry, call);
		}
		if (this.#call === call) this.#underWay.delete(room);
	}

	async #send(entry: OutboxEntry, call: Call): Promise<void> {
		const { createdAt: _, refused: __, ...params } = entry;
		const isCurrent = () => this.#call === call;
		try {
			this.#confirm(
				await askPatiently(() => call("post", params), { ...this.#options, isCurrent }),
			);
		} catch (error) {
			if (!(error instanceof RequestError) || error.isRetryable) throw error;
			this.#refuse(entry, error);
		}
	}

	#confirm({ id, room, seq, at }: Kept): void {
		const entry = this.#remove(id);
		const waiter = this.#settle(id);
		// Neither: it was told already, by whichever of ack and event came first.
		if (entry === undefined && waiter === undefined) return;
		waiter?.resolve({ id, room, seq, at });
		this.#options.notify({ type: "post", state: "kept", id, room, seq, at });
	}

	#refuse(entry: OutboxEntry, { code, message }: RequestError): void {
		const refused = { code, reason: message };
		this.#options.outbox.refuse(entry.id, refused);
		this.#settle(entry.id)?.reject(new RequestError(code, message));
		this.#options.notify({ type: "post", state: "refused", entry: { ...entry, refused } });
	}

	#remove(id: MessageId): OutboxEntry | undefined {
		try {
			return this.#options.outbox.remove(id);
		} catch {
			// A row left behind by a full disk is sent again under the same id: the same message.
			return undefined;
		}
	}

	#settle(id: MessageId): Waiter | undefined {
		const waiter = this.#waiters.get(id);
		this.#waiters.delete(id);
		return waiter;
	}
}
