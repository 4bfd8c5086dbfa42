import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName, MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { ParamsInput, Result } from "@partyline/shared/protocol/methods";
import type { orderMethods } from "@partyline/shared/protocol/methods/order";
import type { NotificationParams } from "@partyline/shared/protocol/notifications";
import type {
	HelloResult,
	JoinedRoom,
	Member,
	PresenceState,
	Role,
	RoomSummary,
} from "@partyline/shared/protocol/shapes";
import type { Clock } from "./clock.ts";
import type { Entered } from "./join-or-create.ts";
import type { MeasuredLag } from "./lag.ts";
import type { OutboxEntry } from "./outbox.ts";
import type { Comings } from "./room-sync.ts";
import type { ConnectionStatus } from "./status.ts";
import type { Dial } from "./transport.ts";
import type { KnownServers, Scheme } from "./trust/known-servers.ts";

/** What to connect to, as whom, and where to keep what must outlive the process. */
export type ClientOptions = {
	readonly host: string;
	readonly port: number;
	/**
	 * How it was written: `partyline://` is always encrypted, `partyline+insecure://` never, and a bare host is
	 * unless it is this machine. A server whose key is known is never spoken to without. @default "bare"
	 */
	readonly scheme?: Scheme;
	/** The key that an invitation says the server has: SHA-256 of its SPKI. */
	readonly pin?: Uint8Array;
	/** The keys of servers met before. @default in memory only */
	readonly knownServers?: KnownServers;
	/**
	 * The name to log in by, which is the account's: what is kept on disk belongs to it. A token kept from last time
	 * brings us back while it is valid; where it was an account's and is void, nobody comes in as a guest instead.
	 */
	readonly as: string;
	/**
	 * How to log in without a token; without it, as a guest, where the server takes guests. With `register` it goes
	 * before a token. It is used once, and never written down.
	 */
	readonly signIn?: SignIn;
	/** What this device calls itself, such as the name of the machine. */
	readonly device?: string;
	/** Told to the server in `hello`. @default "partyline-client" */
	readonly clientName?: string;
	readonly clientVersion?: string;
	/**
	 * The folder of outbox, token, notes and cache; made when missing. Without one they live in memory only.
	 * How far events were delivered is written down after the delivery, once a second: after a kill
	 * the next process may deliver the last second again, and leaves nothing out. Processes of one
	 * account that run at the same time share the folder: each delivers everything from where it
	 * began, and the next begins where the furthest was.
	 */
	readonly stateDir?: string;
	/**
	 * What of it is in the folder. With "credentials" outbox, notes and cache live in memory: what could not
	 * be sent is not sent later by another process, and no room goes on where another one left it.
	 * @default "all"
	 */
	readonly keep?: "all" | "credentials";
	/**
	 * What becomes of a missed range longer than a page. "all" delivers every event, however many;
	 * "latest" delivers a `reset` and the last page, and leaves the rest to `history()`.
	 * @default "all"
	 */
	readonly catchUp?: "all" | "latest";
	/**
	 * Events to deliver of a room never seen before, 0 to 200. Of a room that was left and joined again, at most these
	 * and none a second time; what is left out is told by a `reset`. @default 200 for "latest", 0 for "all"
	 */
	readonly backlog?: number;
	/**
	 * Whose events come by themselves: those of "all" rooms that one is in, or of those "asked" for, by `rooms`, `join`
	 * or `create`. The latter is for programs that do one thing and go: all else is not even asked for.
	 * @default "all"
	 */
	readonly follow?: "all" | "asked";
	/** Rooms to be in from the start; one that does not exist is created if the server allows it. */
	readonly rooms?: readonly string[];
	/** For tests: time, chance and the network. */
	readonly clock?: Clock;
	readonly random?: () => number;
	readonly dial?: Dial;
};

/** A password, to log in by or to make an account with. It is kept in memory until it was used. */
export type SignIn = {
	readonly password: string;
	/** Make the account; with the code of the invitation, where there is one. */
	readonly register?: { readonly invite?: string };
};

/** What becomes of a password that was given to a client that is running. */
export type SigningIn = {
	/**
	 * Resolves when it brought us in. Rejects with RequestError when it was refused and the token that is kept brings
	 * us back, and with ClosedError when the client ended, as its status says. Safe to ignore.
	 */
	readonly done: Promise<void>;
};

/** Who we are on the server. */
export type Me = {
	readonly account: AccountName;
	readonly name: string;
	readonly role: Role;
	/** Just now, as the first person in by an invitation. */
	readonly becameOwner?: true;
};

/** What can be asked of the server beside what the client does by itself. */
export type Deed =
	| keyof typeof orderMethods
	| "invite"
	| "role"
	| "settings"
	| "rename"
	| "redact"
	| "search"
	| "devices"
	| "revoke"
	| "password";

/**
 * A page of a room's log in ascending seq; `more` says that there is more on the side asked for. It may
 * have fewer events than asked for and `more` all the same: go on from its last one, or its first.
 *
 * A log loses events at its beginning only, when the server trims it. So no seq is missing within a page,
 * and what is missing at its edge is gone for good: between the seq that was asked `after` and the first
 * event; before the first event of a page without `more` that was asked `before` a seq. An empty page
 * `after` a seq means that nothing follows yet if that is the room's `lastSeq`, and that everything up
 * to `lastSeq` is gone if it is below.
 */
export type Page = { readonly events: readonly ReceivedEvent[]; readonly more: boolean };

/** Which page of a room's log: the last one, or the one `before`, `after` or `around` a seq. */
export type PageRange = {
	readonly before?: number;
	readonly after?: number;
	readonly around?: number;
	/** 1 to 200. @default 200 */
	readonly limit?: number;
};

/** What a post became once the server has it on disk. */
export type Kept = {
	readonly id: MessageId;
	readonly room: RoomName;
	readonly seq: Seq;
	readonly at: number;
};

/** A post that is in the outbox. */
export type Posted = {
	readonly id: MessageId;
	/**
	 * Resolves when the server has it on disk. Rejects with RequestError when it refuses it for good
	 * and with ClosedError when the client is closed or the post dropped first. Safe to ignore.
	 */
	readonly kept: Promise<Kept>;
};

/** How far away the server is, and what of ours is still to go there. */
export type Lag = MeasuredLag & {
	/** Posts in the outbox that are still to be sent or acked; refused ones wait for nothing. */
	readonly waiting: number;
	/** How long ago the oldest of them was written. */
	readonly oldestWaitingMs?: number;
};

/** What a post may carry besides its text. */
export type PostDetails = { readonly action?: true; readonly replyTo?: number };

/** What happens to a post between Enter and the ack. */
export type PostNotice =
	/** In the outbox; shown dimmed. */
	| { readonly type: "post"; readonly state: "pending"; readonly entry: OutboxEntry }
	/** On the server's disk. The event with this `id` comes as well, before or after. */
	| ({ readonly type: "post"; readonly state: "kept" } & Kept)
	/** Refused for good; stays in the outbox with `entry.refused` until `drop(id)`. */
	| { readonly type: "post"; readonly state: "refused"; readonly entry: OutboxEntry }
	/** Taken out of the outbox by `drop(id)`, here or by another process of the account. */
	| { readonly type: "post"; readonly state: "dropped"; readonly entry: OutboxEntry };

/** Everything a listener is told, in the order it happened. */
export type ClientNotice =
	| { readonly type: "status"; readonly status: ConnectionStatus }
	/** The next event of its room: per room each seq comes once and in order. `mine`: by our account. */
	| { readonly type: "event"; readonly event: ReceivedEvent; readonly mine: boolean }
	/** The next event of `room` has seq `from`; what lies before it is left to `history()`. */
	| { readonly type: "reset"; readonly room: RoomName; readonly from: Seq }
	/**
	 * In a room of very many so many joined and left. None of it comes as an event: with "all" it does, and not this.
	 * The events go on after `to`.
	 */
	| ({ readonly type: "comings"; readonly room: RoomName } & Comings)
	/** In a room of very many so many came and went that no `presence` tells of each: `members()` tells who is there. */
	| { readonly type: "crowd"; readonly room: RoomName }
	/** The server has another history now: everything seen so far is void. Resets and events follow. */
	| { readonly type: "epoch"; readonly epoch: string }
	/**
	 * A room came, went, or got another topic, title or setting. `lastSeq` moves with every event and without this.
	 * Of what takes us out of a room, the event comes first.
	 */
	| { readonly type: "rooms"; readonly rooms: readonly JoinedRoom[] }
	/** Logged in, or shown by another name from now on. */
	| { readonly type: "me"; readonly me: Me }
	| ({ readonly type: "presence" } & NotificationParams<"presence">)
	| ({ readonly type: "typing" } & NotificationParams<"typing">)
	/** Whom we do not want to hear, here or on another device. */
	| { readonly type: "ignored"; readonly accounts: readonly AccountName[] }
	/** The server takes no more for now; what was asked is sent again by itself after so long. */
	| {
			readonly type: "slowed";
			readonly retryAfterMs: number;
			readonly reason: string;
			readonly room?: RoomName;
	  }
	/** A public room that we had has another name; everything known of it goes on under that, older events as well. */
	| { readonly type: "renamed"; readonly from: RoomName; readonly to: RoomName }
	/** The read marker of a room moved, here or on another device. */
	| ({ readonly type: "read" } & NotificationParams<"read">)
	| PostNotice;

/** One account's connection to one server, kept up until it is closed. */
export type Client = {
	/** Begins to connect, and keeps at it. Does nothing when already started. */
	start(): void;
	/** Says quit, writes what is unwritten and ends everything. What is in the outbox stays there. */
	close(): Promise<void>;
	/** Resolves once live (at once if so already); rejects with ClosedError when closed before. */
	live(): Promise<void>;
	/** Ends the waiting, or starts anew after a refusal. */
	retryNow(): void;

	/** The same object until it changes. */
	status(): ConnectionStatus;
	/** Calls `listener` with every notice until the returned function is called. */
	subscribe(listener: (notice: ClientNotice) => void): () => void;
	/**
	 * The events of one room, or of all, from this call on; ends with the client and throws
	 * ClosedError when the server will not have us. A reader who lets 10,000 events pile up gets an
	 * error instead of a silent hole.
	 */
	events(room?: string): AsyncIterableIterator<ReceivedEvent>;

	/** Who we are; undefined before the first login. */
	me(): Me | undefined;
	/** What the server said of itself in `hello`; undefined before. */
	server(): HelloResult | undefined;
	/** The rooms we are in, by name; from the cache until the server has told. Same array until it changes. */
	joinedRooms(): readonly JoinedRoom[];
	/** The newest events known locally without a hole, ascending; empty if none. Never asks the server. */
	cachedPage(room: string, limit?: number): readonly ReceivedEvent[];
	/**
	 * A page of history: from the cache if it is whole there, else from the server. However many are
	 * asked for at once, few of them are on the way at a time.
	 */
	history(room: string, range?: PageRange): Promise<Page>;

	/** Puts a message in the outbox, on disk. Throws StorageError when the disk refuses, else never. */
	post(room: string, text: string, details?: PostDetails): Posted;
	/** Posts without an ack yet and refused ones, oldest first. */
	outbox(): readonly OutboxEntry[];
	/** Takes a post out of the outbox and returns it, for editing or for good. */
	drop(id: string): OutboxEntry | undefined;

	/**
	 * These ask the server at once and reject with ClosedError when not live. Where the server says to wait they are
	 * asked again by themselves for half a minute at most, which a notice `slowed` tells each time; past that they
	 * reject with its refusal, and with ClosedError when the connection goes meanwhile.
	 */
	join(room: string): Promise<JoinedRoom>;
	/** Joins a room, and makes it when there is none. */
	enter(room: string): Promise<Entered>;
	leave(room: string): Promise<void>;
	create(
		room: string,
		how?: { readonly topic?: string; readonly private?: true },
	): Promise<JoinedRoom>;
	/** Keeps order, looks after the account, or searches. */
	ask<M extends Deed>(method: M, params: ParamsInput<M>): Promise<Result<M>>;
	/** Logs in anew, by a password; ends the present connection first. */
	signIn(how: SignIn): SigningIn;
	/** Whom we do not want to hear. */
	ignored(): readonly AccountName[];
	/** Opens the direct conversation with these accounts, which is the same one each time. */
	openDirect(...accounts: string[]): Promise<JoinedRoom>;
	/** All the public rooms and our direct conversations. */
	rooms(): Promise<readonly RoomSummary[]>;
	members(room: string): Promise<readonly Member[]>;
	topic(room: string, topic: string): Promise<void>;
	nick(name: string): Promise<void>;

	/** Signals; dropped when not live. */
	typing(room: string, on: boolean): void;
	/** Remembered and said again after a reconnect. */
	presence(state: Exclude<PresenceState, "offline">): void;
	/**
	 * Marks a room we are in read, at most up to its `lastSeq`; sent when live. The mark never goes
	 * back. Throws RangeError when `seq` is no whole number.
	 */
	read(room: string, seq: number): void;

	/**
	 * The lag as it is known now, for whoever asks. What is measured is of the present connection, and
	 * missing without one. Throws StorageError when the disk refuses.
	 */
	lag(): Lag;

	/**
	 * What `note` keeps, each text by its name: drafts, lines sent before, choices. Only names that begin
	 * with `prefix`; the one written longest ago comes first. Throws StorageError when the disk refuses.
	 */
	notes(prefix?: string): ReadonlyMap<string, string>;
	/**
	 * Keeps a text under a name for the next process, on disk when it returns; undefined forgets it. Of two
	 * processes that write one name the last wins. Throws StorageError when the disk refuses, and RangeError
	 * for a name of more than 256 characters, a text of more than 1,048,576, or one name more than 10,000.
	 */
	note(name: string, text: string | undefined): void;

	/** Which room the window was on last time, and remembering it. */
	lastRoom(): RoomName | undefined;
	rememberRoom(room: string): void;
};
