import type { MessageEvent } from "@partyline/shared/protocol/events";
import { type MessageId, type RoomName, roomName } from "@partyline/shared/protocol/ids";
import type { Call } from "./calls.ts";
import type { ClientNotice, Kept, Posted } from "./client-api.ts";
import type { Clock } from "./clock.ts";
import { ClosedError, RequestError } from "./errors.ts";
import { onDisk } from "./on-disk.ts";
import type { Outbox, OutboxEntry, PostRefusal, Waiting } from "./outbox.ts";
import { askPatiently } from "./patience.ts";

/** What delivery needs of the client. */
export type DeliveryOptions = {
	readonly outbox: Outbox;
	readonly clock: Clock;
	readonly random: () => number;
	/** The history that seqs are of now; undefined while that is not known. */
	epoch(): string | undefined;
	notify(notice: Extract<ClientNotice, { type: "post" | "slowed" }>): void;
	/** Sending cannot go on over the present connection; the next one resends. */
	onFailure(error: unknown): void;
};

type Waiter = {
	entry: OutboxEntry;
	readonly resolve: (kept: Kept) => void;
	readonly reject: (error: Error) => void;
};

/** A room in which posts are sent one after the other; it may be renamed meanwhile. */
type Lane = { room: string };

/**
 * Sends what is in the outbox until the server has it. One post of a room is under way at a time:
 * with two, the second could be kept while the first is told to come later.
 */
export class Delivery {
	readonly #options: DeliveryOptions;
	// The connection to send over; undefined while there is none.
	#call: Call | undefined;
	// The rooms that posts are sent in now, by their names of today.
	readonly #underWay = new Map<string, Lane>();
	readonly #waiters = new Map<MessageId, Waiter>();
	// Posts whose answer the disk would not note yet: kept, or refused as it says. Not sent again.
	readonly #unnoted = new Map<MessageId, PostRefusal | undefined>();
	// Posts that somebody here knows to be waiting, though perhaps another process wrote them.
	readonly #untold = new Set<MessageId>();

	constructor(options: DeliveryOptions) {
		this.#options = options;
	}

	/** Puts a post in the outbox, and sends it when its turn comes. */
	add(post: OutboxEntry): Posted {
		const epoch = post.replyTo === undefined ? undefined : this.#options.epoch();
		const entry = epoch === undefined ? post : { ...post, epoch };
		onDisk("Your message cannot be written to", () => this.#options.outbox.add(entry));
		const { promise: kept, resolve, reject } = Promise.withResolvers<Kept>();
		// Whoever does not look at `kept` learns of it by notices; it must not end their process.
		kept.catch(() => {});
		this.#waiters.set(entry.id, { entry, resolve, reject });
		this.#options.notify({ type: "post", state: "pending", entry });
		this.#deliver(entry.room);
		return { id: entry.id, kept };
	}

	/** There is a live connection: everything not acked goes out again, oldest first, under the same ids. */
	begin(call: Call): void {
		this.#call = call;
		this.#underWay.clear();
		const rooms = onDisk("The messages that wait cannot be read from", () =>
			this.#options.outbox.rooms(),
		);
		const awaited = [...this.#waiters.values()].map(({ entry }) => entry.room);
		for (const room of new Set([...rooms, ...awaited])) this.#deliver(room);
	}

	/** The connection is gone. */
	stop(): void {
		this.#call = undefined;
	}

	/** A public room has another name: what waits for it goes there, still one after the other. */
	rename(from: RoomName, to: RoomName): void {
		onDisk("The messages that wait cannot be changed on", () =>
			this.#options.outbox.rename(from, to),
		);
		for (const waiter of this.#waiters.values())
			if (waiter.entry.room === from) waiter.entry = { ...waiter.entry, room: to };
		const lane = this.#underWay.get(from);
		if (lane === undefined) return;
		this.#underWay.delete(from);
		if (this.#underWay.has(to)) return;
		lane.room = to;
		this.#underWay.set(to, lane);
	}

	/** Takes a message of our own account from a room's log: as good as an ack. */
	onOwnMessage({ id, room, seq, at }: MessageEvent): void {
		this.#confirm({ id, room, seq, at });
	}

	/** What is in the outbox, oldest first, by all that is known of it. */
	entries(): readonly OutboxEntry[] {
		const all = this.#options.outbox.entries().flatMap((entry) => {
			if (!this.#unnoted.has(entry.id)) return [this.#ofToday(entry)];
			const refused = this.#unnoted.get(entry.id);
			return refused === undefined ? [] : [{ ...this.#ofToday(entry), refused }];
		});
		for (const { id, refused } of all) if (refused === undefined) this.#untold.add(id);
		return all;
	}

	/** How much of it is to be sent or acked yet. */
	waiting(): Waiting {
		return onDisk("The messages that wait cannot be read from", () =>
			this.#options.outbox.waiting(new Set(this.#unnoted.keys())),
		);
	}

	drop(id: string): OutboxEntry | undefined {
		const { outbox } = this.#options;
		const dropped = onDisk("The message cannot be taken off", () => outbox.drop(id));
		if (dropped === undefined) return undefined;
		const entry = this.#ofToday(dropped);
		this.#unnoted.delete(entry.id);
		this.#forgetDropped(entry);
		return entry;
	}

	close(): void {
		this.stop();
		for (const id of [...this.#waiters.keys()])
			this.#settle(id)?.reject(new ClosedError("The post is still in the outbox."));
	}

	#deliver(room: string): void {
		const call = this.#call;
		if (call === undefined || this.#underWay.has(room)) return;
		const lane = { room };
		this.#underWay.set(room, lane);
		this.#deliverRoom(lane, call).catch((error: unknown) => {
			// Without this the room would stand still for as long as the connection lives.
			if (this.#call === call) this.#options.onFailure(error);
		});
	}

	async #deliverRoom(lane: Lane, call: Call): Promise<void> {
		while (this.#call === call) {
			const entry = this.#next(lane.room);
			if (entry === undefined) break;
			await this.#send(entry, call);
		}
		if (this.#underWay.get(lane.room) === lane) this.#underWay.delete(lane.room);
	}

	#next(room: string): OutboxEntry | undefined {
		this.#noteAnswers();
		const answered = new Set(this.#unnoted.keys());
		const first = onDisk("The messages that wait cannot be read from", () =>
			this.#options.outbox.first(room, answered),
		);
		const entry = first ?? this.#takenByAnother(room);
		if (entry === undefined) return undefined;
		this.#untold.add(entry.id);
		return this.#ofToday(entry);
	}

	// Another process of the account has sent it for us, and heard what became of it. Sent again it is
	// the same message, and gets the same answer.
	#takenByAnother(room: string): OutboxEntry | undefined {
		for (const { entry } of [...this.#waiters.values()]) {
			if (entry.room !== room) continue;
			if (!this.#isDropped(entry)) return entry;
			this.#forgetDropped(entry);
		}
		return undefined;
	}

	/** Whether the user took it back, here or in another process of the account. */
	#isDropped({ id }: OutboxEntry): boolean {
		return onDisk("What was dropped cannot be read from", () => this.#options.outbox.isDropped(id));
	}

	#forgetDropped(entry: OutboxEntry): void {
		this.#settle(entry.id)?.reject(new ClosedError("The post was dropped."));
		this.#options.notify({ type: "post", state: "dropped", entry });
	}

	/** The entry without what means another message in the history of today. */
	#ofToday(entry: OutboxEntry): OutboxEntry {
		const today = this.#options.epoch();
		if (entry.epoch === undefined || today === undefined || entry.epoch === today) return entry;
		const { replyTo: _, ...rest } = entry;
		return rest;
	}

	async #send(entry: OutboxEntry, call: Call): Promise<void> {
		const { createdAt: _, refused: __, epoch: ___, ...params } = entry;
		const isCurrent = () => this.#call === call && !this.#isDropped(entry);
		try {
			const ask = () => call("post", params);
			const kept = await askPatiently(ask, {
				...this.#options,
				isCurrent,
				onSlowed: (retryAfterMs, { message: reason }) =>
					this.#options.notify({ type: "slowed", retryAfterMs, reason, ...roomOf(entry) }),
			});
			this.#confirm(kept);
		} catch (error) {
			if (this.#isDropped(entry)) return;
			if (!(error instanceof RequestError) || error.isRetryable) throw error;
			this.#refuse(entry, error);
		}
	}

	#confirm({ id, room, seq, at }: Kept): void {
		const isUntold = this.#untold.has(id);
		const wasThere = this.#takeOut(id);
		const waiter = this.#settle(id);
		// None of it: it was told already, by whichever of ack and event came first.
		if (!wasThere && waiter === undefined && !isUntold) return;
		waiter?.resolve({ id, room, seq, at });
		this.#options.notify({ type: "post", state: "kept", id, room, seq, at });
	}

	#refuse(entry: OutboxEntry, { code, message }: RequestError): void {
		const refused = { code, reason: message };
		this.#unnoted.set(entry.id, refused);
		this.#noteAnswers();
		this.#settle(entry.id)?.reject(new RequestError(code, message));
		this.#options.notify({ type: "post", state: "refused", entry: { ...entry, refused } });
	}

	#takeOut(id: MessageId): boolean {
		if (this.#unnoted.has(id)) return false;
		try {
			return this.#options.outbox.remove(id) !== undefined;
		} catch {
			// A full disk, perhaps: the row stays for now, and would be sent again and again.
			this.#unnoted.set(id, undefined);
			return true;
		}
	}

	#noteAnswers(): void {
		const { outbox } = this.#options;
		try {
			for (const [id, refused] of this.#unnoted) {
				if (refused === undefined) outbox.remove(id);
				else outbox.refuse(id, refused);
				this.#unnoted.delete(id);
			}
		} catch {
			// Later, then. A row that outlives the process is sent again under the same id: the same message.
		}
	}

	#settle(id: MessageId): Waiter | undefined {
		const waiter = this.#waiters.get(id);
		this.#waiters.delete(id);
		this.#untold.delete(id);
		return waiter;
	}
}

/** The room of an entry, unless what was typed names none. */
function roomOf(entry: OutboxEntry): { room?: RoomName } {
	const { data: room } = roomName.safeParse(entry.room);
	return room === undefined ? {} : { room };
}
