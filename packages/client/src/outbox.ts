import type { MessageId } from "@partyline/shared/protocol/ids";

/** Why the server would not take a post. */
export type PostRefusal = { readonly code: string; readonly reason: string };

/** A post without an ack. */
export type OutboxEntry = {
	readonly id: MessageId;
	/** The canonical name of the room; what is none stays as it was given, and is refused. */
	readonly room: string;
	readonly text: string;
	readonly action?: true;
	readonly replyTo?: number;
	/** The epoch of the history that `replyTo` is a seq of, where it is known. */
	readonly epoch?: string;
	/** Epoch ms of this machine. */
	readonly createdAt: number;
	/** Set when the server refused it for good; it is not sent again. */
	readonly refused?: PostRefusal;
};

/** How many posts wait for their ack, and when the oldest was written. */
export type Waiting = { readonly count: number; readonly since?: number };

/** The posts of one account on one server that have no ack yet, in the order they were written. */
export type Outbox = {
	/** Durable when it returns. */
	add(entry: OutboxEntry): void;
	/** Every entry, oldest first. */
	entries(): readonly OutboxEntry[];
	/** The rooms with an entry that waits to be sent. */
	rooms(): readonly string[];
	/** The oldest entry of `room` that waits to be sent and is none of `except`. */
	first(room: string, except: ReadonlySet<string>): OutboxEntry | undefined;
	/** What waits to be sent and is none of `except`. */
	waiting(except: ReadonlySet<string>): Waiting;
	/** Takes an entry out and returns it; undefined if there is none (any more). */
	remove(id: string): OutboxEntry | undefined;
	/** As `remove`, and every process of the account can see that it is not to be sent. */
	drop(id: string): OutboxEntry | undefined;
	isDropped(id: string): boolean;
	/** Keeps an entry from being sent again, and says why. */
	refuse(id: MessageId, refusal: PostRefusal): void;
	/** What was written for a room goes to it under its new name. */
	rename(from: string, to: string): void;
	/** Takes the `replyTo` off every entry that is not of `epoch`: its seq means another message there. */
	dropReplies(epoch: string): void;
	close(): void;
};

/** An outbox that ends with the process: for verbs and bots, which report what was not sent themselves. */
export function memoryOutbox(): Outbox {
	const entries = new Map<string, OutboxEntry>();
	const dropped = new Set<string>();
	const waiting = () => [...entries.values()].filter((entry) => entry.refused === undefined);
	const remove = (id: string) => {
		const entry = entries.get(id);
		entries.delete(id);
		return entry;
	};
	return {
		add: (entry) => void entries.set(entry.id, entry),
		entries: () => [...entries.values()],
		rooms: () => [...new Set(waiting().map((entry) => entry.room))],
		first: (room, except) =>
			waiting().find((entry) => entry.room === room && !except.has(entry.id)),
		waiting(except) {
			const times = waiting().flatMap(({ id, createdAt }) => (except.has(id) ? [] : [createdAt]));
			if (times.length === 0) return { count: 0 };
			return { count: times.length, since: times.reduce((a, b) => Math.min(a, b)) };
		},
		remove,
		drop(id) {
			if (entries.has(id)) dropped.add(id);
			return remove(id);
		},
		isDropped: (id) => dropped.has(id),
		refuse(id, refusal) {
			const entry = entries.get(id);
			if (entry !== undefined) entries.set(id, { ...entry, refused: refusal });
		},
		rename(from, to) {
			for (const entry of entries.values())
				if (entry.room === from) entries.set(entry.id, { ...entry, room: to });
		},
		dropReplies(epoch) {
			for (const { replyTo: _, ...entry } of entries.values())
				if (entry.epoch !== epoch) entries.set(entry.id, entry);
		},
		close: () => entries.clear(),
	};
}
