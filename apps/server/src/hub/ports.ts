import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { NotificationParams } from "@partyline/shared/protocol/notifications";
import type { Role } from "@partyline/shared/protocol/shapes";

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An event before the journal has given it its place. */
export type EventDraft = Without<RoomEvent, "seq">;

/** An event to be stored. `key` is the message id, or a fresh one where the event has none: storing the same key again changes nothing. */
export type Draft = { readonly key: MessageId; readonly event: EventDraft };

/** What became of a draft: the event as it is stored, which for a duplicate is the one stored before; of one that was trimmed since, its place with what the draft says. */
export type Receipt = { readonly event: RoomEvent; readonly duplicate: boolean };

/** A room as the journal knows it at start. `members` and `topic` are projections of the log. */
export type StoredRoom = {
	readonly room: RoomName;
	readonly kind: "public" | "direct";
	readonly topic: string;
	readonly head: Seq;
	readonly members: readonly AccountName[];
};

/**
 * The durable log of every room, and the truth. Its promises:
 * - `append` resolves when every draft is on disk (committed and synced), one receipt a draft, in order;
 *   drafts of one call and of calls made one after another get their seqs in that order within each room;
 *   no atomicity is promised across rooms. Rejects with a `JournalError`.
 * - each room's events are numbered 1, 2, 3… without a gap.
 * - `onCommitted` hears each newly stored event once, in seq order within its room, before the `append`
 *   that brought it resolves. Duplicates are not heard again.
 */
export type Journal = {
	/** Names this history: a client that meets another epoch starts over. */
	readonly epoch: string;
	append(drafts: readonly Draft[]): Promise<readonly Receipt[]>;
	/** Up to `limit` events with seq > `seq`, ascending: the one catch-up path. */
	after(room: RoomName, seq: Seq, limit: number): Promise<readonly RoomEvent[]>;
	/** The last `limit` events with seq < `seq`, ascending. */
	before(room: RoomName, seq: Seq, limit: number): Promise<readonly RoomEvent[]>;
	/** The rooms whose head is not the one in `known`, with the head they have. */
	heads(known: ReadonlyMap<RoomName, Seq>): Promise<ReadonlyMap<RoomName, Seq>>;
	rooms(): Promise<readonly StoredRoom[]>;
	/** The read marks of an account, by room. */
	readMarks(account: AccountName): Promise<ReadonlyMap<RoomName, Seq>>;
	/** Sets a read mark unless it would go back; resolves with the mark that holds now. */
	markRead(account: AccountName, room: RoomName, seq: Seq): Promise<Seq>;
	/** Forgets the events of a room with seq < `below`, but not their keys; numbering goes on. */
	trim(room: RoomName, below: Seq): Promise<void>;
	onCommitted(listener: (events: readonly RoomEvent[]) => void): void;
	/** Resolves once everything taken is committed and the files are closed. */
	close(): Promise<void>;
};

/** Storage did not take something. `none`: nothing was stored. `unknown`: it may have been; try again under the same keys. */
export class JournalError extends Error {
	override readonly name = "JournalError";
	readonly outcome: "none" | "unknown";

	constructor(message: string, outcome: "none" | "unknown", options?: ErrorOptions) {
		super(message, options);
		this.outcome = outcome;
	}
}

/** A person or bot as the server keeps it. `name` is the display name. */
export type Account = { readonly account: AccountName; readonly name: string; readonly role: Role };

/** Who there is. Names are the same when their `nameKey` is (shared/text/names). */
export type Accounts = {
	/** The account of that name, whatever its spelling. */
	find(name: string): Promise<Account | undefined>;
	/** All of them, for the names in member lists. */
	all(): Promise<readonly Account[]>;
	/** Stores a new account; one that is there already stays as it is. Resolves with what is stored. */
	add(account: Account): Promise<Account>;
	rename(account: AccountName, name: string): Promise<void>;
	/** Makes a token that logs in as `account` until it is revoked: 256 random bits, only its hash is stored. */
	issueToken(account: AccountName): Promise<string>;
	byToken(token: string): Promise<Account | undefined>;
	/** Ends all tokens of an account. */
	revokeTokens(account: AccountName): Promise<void>;
};

/** Time, as the hub needs it. */
export type Clock = {
	/** Epoch milliseconds. */
	now(): number;
	/** Runs `task` after the reads that wait now: what comes in this turn is handled together. */
	soon(task: () => void): void;
};

/** The events of one room in one turn of the loop, in seq order: what each session of the room is given at once. */
export type Delivery = { readonly room: RoomName; readonly events: readonly RoomEvent[] };

/** Something shown but not kept, as the notification it becomes. */
export type Signal = {
	[N in "typing" | "presence" | "read"]: {
		readonly method: N;
		readonly params: NotificationParams<N>;
	};
}["typing" | "presence" | "read"];

/** A logged-in connection, as the hub sees it: somewhere to put things. Nothing here may block or throw. */
export type Session = {
	readonly account: AccountName;
	deliver(delivery: Delivery): void;
	signal(signal: Signal): void;
};
