import type { ErrorCode } from "@partyline/shared/protocol/errors";
import type { MessageEvent, RoomEvent, RoomKind } from "@partyline/shared/protocol/events";
import type { AccountName, MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { NotificationParams } from "@partyline/shared/protocol/notifications";
import type { RoomState } from "@partyline/shared/protocol/room-state";
import type { Act, Role, ServerBan } from "@partyline/shared/protocol/shapes";

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An event before the journal has given it its place. */
export type EventDraft = Without<RoomEvent, "seq">;

/** An event to be stored. `key` is the message id, or a fresh one where the event has none: storing the same key again changes nothing. */
export type Draft = { readonly key: MessageId; readonly event: EventDraft };

/** What became of a draft: the event as it is stored, which for a duplicate is the one stored before; of one that was trimmed since, its place with what the draft says. */
export type Receipt = { readonly event: RoomEvent; readonly duplicate: boolean };

/** Where and when an event was stored, and by whom. */
export type Place = Pick<RoomEvent, "room" | "seq" | "at" | "by">;

/** A room as the journal knows it at start. `members`, `topic` and `state` are projections of the log. */
export type StoredRoom = {
	readonly room: RoomName;
	readonly kind: RoomKind;
	readonly topic: string;
	readonly state: RoomState;
	/** The last seq that was trimmed away; 0 for none. */
	readonly floor: Seq;
	readonly head: Seq;
	readonly members: readonly AccountName[];
};

/** What is searched for: messages that have all the words of `text` (shared/text/words). */
export type Searched = {
	readonly text: string;
	/** Only in these. */
	readonly rooms: readonly RoomName[];
	/** Only what this account said. */
	readonly by?: AccountName;
	/** Only what was said before that time, and at or after that one, in epoch ms. */
	readonly before?: number;
	readonly after?: number;
	/** Only what is older than the `older` of another answer, whose next page this is. */
	readonly older?: number;
	readonly limit: number;
};

/** A page of what was found, the newest first; of long texts it has fewer than were asked for, but one at least. */
export type Found = {
	readonly hits: readonly {
		readonly event: MessageEvent;
		/** As `Searched.older` it gives what was stored before this one. */
		readonly place: number;
	}[];
	/** Whether there is more that is older. */
	readonly more: boolean;
	/** Whether some of what is stored is not in the index yet, so that it may be missing here. */
	readonly partial: boolean;
};

/**
 * The durable log of every room, and the truth. Its promises:
 * - `append` resolves when every draft is on disk (committed and synced), one receipt a draft, in order;
 *   drafts of one call and of calls made one after another get their seqs in that order within each room;
 *   no atomicity is promised across rooms. Rejects with a `JournalError`.
 * - each room's events are numbered 1, 2, 3… without a gap.
 * - a `redact` takes the texts of its messages off the disk in the same commit, and a `rename` of a public room gives
 *   all its events the new name; the old name still finds the room until the process ends, and `heads` and `rooms`
 *   tell the new one.
 * - `onCommitted` hears each newly stored event once, in seq order within its room, before the `append`
 *   that brought it resolves. Duplicates are not heard again.
 */
export type Journal = {
	/** Names this history: a client that meets another epoch starts over. */
	readonly epoch: string;
	append(drafts: readonly Draft[]): Promise<readonly Receipt[]>;
	/** The place of the event that is stored under a key, also of one that was trimmed. */
	find(key: MessageId): Promise<Place | undefined>;
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
	/** The seq of the first event of a room that is at or after a time, of those up to `last`; undefined where there is none. */
	firstSince(room: RoomName, at: number, last?: Seq): Promise<Seq | undefined>;
	/** Finds messages by their words, all that was acked before unless `partial`. It may take too long, which ends it, or not be begun. */
	search(wanted: Searched): Promise<Found | "took-too-long" | "busy">;
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

/** Whether an account may be used. Of a deleted one only the name is left, so that nobody else gets it. */
export type AccountState = "active" | "disabled" | "deleted";

/** A person or bot as the server keeps it. `name` is the display name. Guests hold their name only while they are here. */
export type Account = {
	readonly account: AccountName;
	readonly name: string;
	readonly role: Role;
	readonly state: AccountState;
	/** Since when its present holder has the name, in epoch ms; missing where that was not noted. */
	readonly createdAt?: number;
};

/** An account that is to be made. */
export type NewAccount = {
	readonly account: AccountName;
	readonly role: Exclude<Role, "guest">;
	/** A PHC string. */
	readonly password: string;
	readonly at: number;
	/** The SHA-256 of the invitation that is used up by it. */
	readonly invite?: Uint8Array;
};

/** A program that holds a token of an account. */
export type StoredDevice = {
	/** The first 12 hex digits of the hash of its token. */
	readonly device: string;
	readonly name: string;
	readonly client: string;
	readonly createdAt: number;
	readonly seenAt: number;
};

/** What a device says of itself when it gets its token. */
export type DeviceLabel = { readonly name: string; readonly client: string; readonly at: number };

/** Who there is. Names are the same when their `nameKey` is (shared/text/names). */
export type Accounts = {
	/** The account of that name, whatever its spelling. */
	find(name: string): Promise<Account | undefined>;
	/** All of them, for the names in member lists. */
	all(): Promise<readonly Account[]>;
	/** Stores a guest; one that is there already stays as it is. Resolves with what is stored. */
	add(account: Account): Promise<Account>;
	/**
	 * Makes an account, of a name that nobody or only a guest has, and uses the invitation up, both or none.
	 * The first by an invitation where there is no owner is the owner. Of two that use the last of an invitation at
	 * once, one gets `invite_invalid`.
	 */
	register(wanted: NewAccount): Promise<Account | "invite_invalid" | "name_taken">;
	rename(account: AccountName, name: string): Promise<void>;
	/** The PHC string that is kept of an account's password; undefined where it has none. */
	passwordOf(account: AccountName): Promise<string | undefined>;
	/** Sets the password, and voids the links by which another could be set. */
	setPassword(account: AccountName, password: string | undefined): Promise<void>;
	/** As `setPassword`; ends all tokens and uses the one-time link up, all or none; false where the link is void. */
	resetPassword(
		account: AccountName,
		password: string,
		link: { readonly invite: Uint8Array; readonly at: number },
	): Promise<boolean>;
	setRole(account: AccountName, role: Role): Promise<void>;
	setState(account: AccountName, state: AccountState): Promise<void>;
	/** Makes a token that logs in as `account` until it is revoked: 256 random bits, only its hash is stored. */
	issueToken(
		account: AccountName,
		label: DeviceLabel,
	): Promise<{ readonly token: string; readonly device: string }>;
	/** Whose token it is, and which device. */
	byToken(token: string): Promise<{ account: Account; device: string } | undefined>;
	devices(account: AccountName): Promise<readonly StoredDevice[]>;
	/** Notes that a device logged in. */
	seen(account: AccountName, device: string, at: number): Promise<void>;
	/** Ends a device's token; whether there was one. */
	revoke(account: AccountName, device: string): Promise<boolean>;
	/** Ends all tokens of an account, but for that of `except`. */
	revokeTokens(account: AccountName, except?: string): Promise<void>;
	/** Forgets all that is an account's alone, at once: tokens, password, display name, read marks, whom it ignores. With `since` it has a new holder from then on. */
	forget(account: AccountName, since?: number): Promise<void>;
	/** Whom an account does not want to hear. */
	ignored(account: AccountName): Promise<readonly AccountName[]>;
	setIgnored(account: AccountName, ignored: AccountName, on: boolean): Promise<void>;
};

/** An invitation, without its code, which nobody keeps. */
export type Invite = {
	readonly id: number;
	readonly uses: number;
	readonly used: number;
	/** Epoch ms. */
	readonly expiresAt: number;
	readonly role: Exclude<Role, "guest">;
	/** A room that one is brought into. */
	readonly room?: RoomName;
	/** Whose password it resets; then it makes no account. */
	readonly account?: AccountName;
	readonly createdAt: number;
	readonly by: AccountName;
	readonly revoked: boolean;
};

/** The invitations. */
export type Invites = {
	create(invite: Omit<Invite, "id" | "used" | "revoked">, hash: Uint8Array): Promise<Invite>;
	all(): Promise<readonly Invite[]>;
	byHash(hash: Uint8Array): Promise<Invite | undefined>;
	revoke(id: number): Promise<boolean>;
};

/** The bans of the whole server. Of one account or network there is one; a new one takes the place of the old. */
export type Bans = {
	all(): Promise<readonly ServerBan[]>;
	put(ban: Omit<ServerBan, "ban">): Promise<ServerBan>;
	remove(ban: number): Promise<boolean>;
};

/** An act as it is kept; `undo` is what undoing it takes, as JSON, and missing where it cannot be undone. */
export type StoredAct = Act & { readonly undo?: string };

/**
 * The journal of admin acts: it only grows. An act that is given in one turn with the events or the ban it tells of is
 * committed with them: a crash leaves both or none.
 */
export type Acts = {
	append(act: Omit<StoredAct, "act" | "undoneBy">): Promise<StoredAct>;
	get(act: number): Promise<StoredAct | undefined>;
	/** The newest first, those before `before`; in one room only where it is given. */
	page(wanted: {
		readonly room?: RoomName | undefined;
		readonly before?: number | undefined;
		readonly limit: number;
	}): Promise<readonly StoredAct[]>;
};

/** Whose turn it is when many ask for what takes long. */
export type Asker = {
	/** Whom their address belongs to, as far as it tells. */
	readonly network: string;
	/** The largest network that can be one customer's; of IPv4 the same. */
	readonly site: string;
	/** From this machine, and trusted for it. */
	readonly isLocal: boolean;
	/** Whether nobody waits for the answer any more. */
	readonly isGone: () => boolean;
};

/**
 * Passwords, of which only slow hashes are kept. Where too many of one network ask at once they are refused; strangers
 * never keep those who are local waiting, nor other networks for longer than their own turn.
 */
export type Passwords = {
	/** The PHC string to be kept. Without an `asker` it is the operator who asks. */
	hash(password: string, asker?: Asker): Promise<string>;
	/** Whether it is the password that was kept so; where none was, the answer takes as long. */
	verify(password: string, kept: string | undefined, asker?: Asker): Promise<boolean>;
};

/** The one-time codes of invitations. */
export type Codes = {
	/** A fresh one, that nobody guesses. */
	make(): string;
	/** What is kept of it. */
	hashOf(code: string): Uint8Array;
};

/** The events of one room that go out together, in seq order: what each session of the room is given at once. */
export type Delivery = {
	readonly room: RoomName;
	readonly events: readonly RoomEvent[];
	/** That of the others, of which these events are the end: who came in the middle is given the rest. */
	readonly tailOf?: Delivery;
	/** Whether so many hear the room that those who come and go in it are told of by their number, see `partsOf`. */
	readonly isToCrowd?: boolean;
};

/** Something shown but not kept, as the notification it becomes. */
export type Signal = {
	[N in SignalName]: {
		readonly method: N;
		readonly params: NotificationParams<N>;
	};
}[SignalName];

type SignalName = "typing" | "presence" | "crowd" | "read" | "ignored";

/** Why the server ends a session. */
export type Parting = { readonly code: ErrorCode; readonly message: string };

/** A logged-in connection, as the hub sees it: somewhere to put things. Nothing here may block or throw. */
export type Session = {
	readonly account: AccountName;
	/** Whether it comes from this machine and is trusted for it. */
	readonly isLocal: boolean;
	/** The device whose token it came in by, or was given. */
	readonly device?: string | undefined;
	/** The peer's address, for bans. */
	readonly address: string;
	deliver(delivery: Delivery): void;
	/** What is shown in one turn and not kept. */
	signal(signals: readonly Signal[]): void;
	/** Tells why, and ends the connection. */
	end(parting: Parting): void;
};
