import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	accountName,
	cursor,
	newMessageId,
	type RoomName,
	roomName,
} from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { ParamsInput, Result } from "@partyline/shared/protocol/methods";
import type {
	HelloResult,
	JoinedRoom,
	Member,
	PresenceState,
	RoomSummary,
} from "@partyline/shared/protocol/shapes";
import { addressKey } from "./address.ts";
import type {
	Client,
	ClientNotice,
	ClientOptions,
	Deed,
	Lag,
	Me,
	Page,
	PageRange,
	PostDetails,
	Posted,
	SignIn,
	SigningIn,
} from "./client-api.ts";
import { type Clock, systemClock } from "./clock.ts";
import { ClientCore } from "./core.ts";
import { ClosedError } from "./errors.ts";
import { EventStream } from "./event-stream.ts";
import { findRoom, parseName } from "./find-room.ts";
import { createHistory, type ReadPage } from "./history.ts";
import type { Entered } from "./join-or-create.ts";
import { takeNote } from "./notes.ts";
import type { OutboxEntry } from "./outbox.ts";
import { readPages } from "./pages.ts";
import { memoryState, openState } from "./state.ts";
import type { ConnectionStatus } from "./status.ts";

/**
 * Makes a client; `start()` connects it. Throws RequestError when a name is none, and StorageError
 * when the state folder cannot be used.
 */
export function createClient(options: ClientOptions): Client {
	const { as, rooms = [], stateDir, keep = "all", clock = systemClock } = options;
	const account = parseName(accountName, as);
	const wanted = rooms.map((room) => parseName(roomName, room));
	const owner = { server: addressKey(options), account };
	const state =
		stateDir === undefined ? memoryState() : openState({ folder: stateDir, keep, owner, clock });
	return new CoreClient(new ClientCore({ client: options, account, wanted, state }), clock);
}

/** What the program around a client may ask of it. */
class CoreClient implements Client {
	readonly #core: ClientCore;
	readonly #clock: Clock;
	readonly #readPage: ReadPage;
	#closing: Promise<void> | undefined;

	constructor(core: ClientCore, clock: Clock) {
		this.#core = core;
		this.#clock = clock;
		this.#readPage = createHistory({
			cache: core.state.cache,
			call: core.call,
			joined: (room) => this.#joined(room),
		});
	}

	start(): void {
		this.#core.connection.start();
	}

	close(): Promise<void> {
		this.#closing ??= this.#core.close();
		return this.#closing;
	}

	live(): Promise<void> {
		return new Promise((resolve, reject) => {
			const isSettled = (status: ConnectionStatus) => {
				if (status.state === "live") resolve();
				else if (status.state === "closed") reject(toClosedError(status));
				else return false;
				return true;
			};
			if (isSettled(this.status())) return;
			const stop = this.subscribe((notice) => {
				if (notice.type === "status" && isSettled(notice.status)) stop();
			});
		});
	}

	retryNow(): void {
		this.#core.connection.retryNow();
	}

	status(): ConnectionStatus {
		return this.#core.connection.status;
	}

	subscribe(listener: (notice: ClientNotice) => void): () => void {
		return this.#core.notices.add(listener);
	}

	events(room?: string): AsyncIterableIterator<ReceivedEvent> {
		let only = room === undefined ? undefined : this.#find(room);
		const stream = new EventStream(() => stop());
		const stop = this.subscribe((notice) => {
			if (notice.type === "event" && (only === undefined || notice.event.room === only))
				stream.push(notice.event);
			if (notice.type === "renamed" && notice.from === only) only = notice.to;
			if (notice.type === "status") endIfClosed(stream, notice.status);
		});
		endIfClosed(stream, this.status());
		return stream;
	}

	me(): Me | undefined {
		return this.#core.identity.me;
	}

	server(): HelloResult | undefined {
		return this.#core.server;
	}

	joinedRooms(): readonly JoinedRoom[] {
		return this.#core.rooms.all();
	}

	cachedPage(room: string, limit: number = limits.pageEvents): readonly ReceivedEvent[] {
		return this.#core.state.cache.latest(this.#find(room), limit);
	}

	history(room: string, range: PageRange = {}): Promise<Page> {
		return this.#readPage(this.#find(room), range);
	}

	post(room: string, text: string, details: PostDetails = {}): Posted {
		const createdAt = this.#clock.now();
		// A name that is none stays as typed; it is refused like any other mistake in a post.
		const entry = { id: newMessageId(), room: this.#find(room), text, ...details, createdAt };
		return this.#core.delivery.add(entry);
	}

	outbox(): readonly OutboxEntry[] {
		return this.#core.delivery.entries();
	}

	drop(id: string): OutboxEntry | undefined {
		return this.#core.delivery.drop(id);
	}

	async join(room: string): Promise<JoinedRoom> {
		const name = parseName(roomName, room);
		return this.#core.ask((call) => this.#core.rooms.join(call, name), name);
	}

	async enter(room: string): Promise<Entered> {
		const name = parseName(roomName, room);
		return this.#core.ask((call) => this.#core.rooms.enter(call, name), name);
	}

	async leave(room: string): Promise<void> {
		const name = parseName(roomName, this.#find(room));
		return this.#core.ask((call) => this.#core.rooms.leave(call, name), name);
	}

	async create(room: string, how: Parameters<Client["create"]>[1] = {}): Promise<JoinedRoom> {
		const name = parseName(roomName, room);
		return this.#core.ask((call) => this.#core.rooms.create(call, { room: name, ...how }), name);
	}

	async ask<M extends Deed>(method: M, params: ParamsInput<M>): Promise<Result<M>> {
		const room = "room" in params && typeof params.room === "string" ? params.room : undefined;
		const result = await this.#core.ask((call) => call(method, params), room);
		if ("ignored" in result) this.#core.identity.takeIgnored(result.ignored);
		return result;
	}

	signIn(how: SignIn): SigningIn {
		return this.#core.signIn(how);
	}

	ignored(): readonly AccountName[] {
		return this.#core.identity.ignored;
	}

	openDirect(...accounts: string[]): Promise<JoinedRoom> {
		return this.#core.ask((call) => this.#core.rooms.create(call, { with: accounts }));
	}

	rooms(): Promise<readonly RoomSummary[]> {
		return readPages({
			ask: async (last) => {
				const { rooms, more } = await this.#core.ask((call) => call("rooms", after(last)));
				return { entries: rooms, more };
			},
			keyOf: ({ room }) => room,
		});
	}

	members(room: string): Promise<readonly Member[]> {
		return readPages({
			ask: async (last) => {
				const params = { room: this.#find(room), ...after(last) };
				const { members, more } = await this.#core.ask((call) => call("members", params), room);
				return { entries: members, more };
			},
			keyOf: ({ account }) => account,
		});
	}

	async topic(room: string, topic: string): Promise<void> {
		const params = { room: this.#find(room), topic };
		await this.#core.ask((call) => call("topic", params), params.room);
	}

	async nick(name: string): Promise<void> {
		this.#core.identity.rename((await this.#core.ask((call) => call("nick", { name }))).name);
	}

	typing(room: string, on: boolean): void {
		// A signal: lost without a connection, and nobody misses it.
		this.#core.call("typing", { room: this.#find(room), on }).catch(() => {});
	}

	presence(state: Exclude<PresenceState, "offline">): void {
		this.#core.presence = state;
		// Without a connection the next login says it.
		this.#core.call("presence", { state }).catch(() => {});
	}

	read(room: string, seq: number): void {
		if (!Number.isSafeInteger(seq) || seq < 0)
			throw new RangeError(`A seq is a whole number, and ${seq} is none.`);
		const joined = this.#joined(this.#find(room));
		if (joined === undefined) return;
		// Nobody has read what is not there yet; the server would refuse it.
		const last = cursor.parse(Math.min(seq, joined.lastSeq));
		this.#core.takeRead(joined.room, last);
		this.#core.readMarks.mark(joined.room, last);
	}

	lag(): Lag {
		const { count, since } = this.#core.delivery.waiting();
		const measured = this.#core.connection.lag.read();
		if (since === undefined) return { ...measured, waiting: count };
		const oldestWaitingMs = Math.max(0, this.#clock.now() - since);
		return { ...measured, waiting: count, oldestWaitingMs };
	}

	notes(prefix = ""): ReadonlyMap<string, string> {
		return this.#core.state.notes.read(prefix);
	}

	note(name: string, text: string | undefined): void {
		takeNote(this.#core.state.notes, name, text);
	}

	lastRoom(): RoomName | undefined {
		return this.#core.state.cache.lastRoom();
	}

	rememberRoom(room: string): void {
		const { data } = roomName.safeParse(room);
		if (data !== undefined) this.#core.state.cache.putLastRoom(data);
	}

	#find(room: string): string {
		return findRoom(this.joinedRooms(), room);
	}

	#joined(room: string): JoinedRoom | undefined {
		return this.joinedRooms().find((one) => one.room === room);
	}
}

function after(last: string | undefined): { after?: string } {
	return last === undefined ? {} : { after: last };
}

function endIfClosed(stream: EventStream, status: ConnectionStatus): void {
	if (status.state !== "closed") return;
	stream.end(status.problem === undefined ? undefined : toClosedError(status));
}

function toClosedError(status: ConnectionStatus & { state: "closed" }): ClosedError {
	return new ClosedError(status.problem ?? "The client was closed.");
}
