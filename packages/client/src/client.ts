import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import {
	accountName,
	cursor,
	newMessageId,
	type RoomName,
	roomName,
} from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type {
	HelloResult,
	JoinedRoom,
	Member,
	PresenceState,
	RoomSummary,
} from "@partyline/shared/protocol/shapes";
import type { z } from "zod";
import type {
	Client,
	ClientNotice,
	ClientOptions,
	Lag,
	Me,
	Page,
	PageRange,
	PostDetails,
	Posted,
} from "./client-api.ts";
import { type Clock, systemClock } from "./clock.ts";
import { ClientCore } from "./core.ts";
import { ClosedError, RequestError } from "./errors.ts";
import { EventStream } from "./event-stream.ts";
import { createHistory, type ReadPage } from "./history.ts";
import type { Entered } from "./join-or-create.ts";
import { takeNote } from "./notes.ts";
import type { OutboxEntry } from "./outbox.ts";
import { readPages } from "./pages.ts";
import { formatAddress } from "./problem.ts";
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
	const owner = { server: formatAddress(options), account };
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
			lastSeqOf: (room) => this.#joined(room)?.lastSeq,
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
		const only = room === undefined ? undefined : canonical(room);
		const stream = new EventStream(() => stop());
		const stop = this.subscribe((notice) => {
			if (notice.type === "event" && (only === undefined || notice.event.room === only))
				stream.push(notice.event);
			if (notice.type === "status") endIfClosed(stream, notice.status);
		});
		endIfClosed(stream, this.status());
		return stream;
	}

	me(): Me | undefined {
		return this.#core.me;
	}

	server(): HelloResult | undefined {
		return this.#core.server;
	}

	joinedRooms(): readonly JoinedRoom[] {
		return this.#core.rooms.all();
	}

	cachedPage(room: string, limit: number = limits.pageEvents): readonly ReceivedEvent[] {
		return this.#core.state.cache.latest(canonical(room), limit);
	}

	history(room: string, range: PageRange = {}): Promise<Page> {
		return this.#readPage(canonical(room), range);
	}

	post(room: string, text: string, details: PostDetails = {}): Posted {
		const createdAt = this.#clock.now();
		// A name that is none stays as typed; it is refused like any other mistake in a post.
		const entry = { id: newMessageId(), room: canonical(room), text, ...details, createdAt };
		return this.#core.delivery.add(entry);
	}

	outbox(): readonly OutboxEntry[] {
		return this.#core.delivery.entries();
	}

	drop(id: string): OutboxEntry | undefined {
		return this.#core.delivery.drop(id);
	}

	async join(room: string): Promise<JoinedRoom> {
		return this.#core.rooms.join(this.#core.call, parseName(roomName, room));
	}

	async enter(room: string): Promise<Entered> {
		return this.#core.rooms.enter(this.#core.call, parseName(roomName, room));
	}

	async leave(room: string): Promise<void> {
		return this.#core.rooms.leave(this.#core.call, parseName(roomName, room));
	}

	async create(room: string, topic?: string): Promise<JoinedRoom> {
		return this.#core.rooms.create(this.#core.call, parseName(roomName, room), topic);
	}

	openDirect(...accounts: string[]): Promise<JoinedRoom> {
		return this.#core.rooms.openDirect(this.#core.call, accounts);
	}

	rooms(): Promise<readonly RoomSummary[]> {
		return readPages({
			ask: async (last) => {
				const { rooms, more } = await this.#core.call("rooms", after(last));
				return { entries: rooms, more };
			},
			keyOf: ({ room }) => room,
		});
	}

	members(room: string): Promise<readonly Member[]> {
		return readPages({
			ask: async (last) => {
				const { members, more } = await this.#core.call("members", { room, ...after(last) });
				return { entries: members, more };
			},
			keyOf: ({ account }) => account,
		});
	}

	async topic(room: string, topic: string): Promise<void> {
		await this.#core.call("topic", { room, topic });
	}

	async nick(name: string): Promise<void> {
		this.#core.rename((await this.#core.call("nick", { name })).name);
	}

	typing(room: string, on: boolean): void {
		// A signal: lost without a connection, and nobody misses it.
		this.#core.call("typing", { room, on }).catch(() => {});
	}

	presence(state: Exclude<PresenceState, "offline">): void {
		this.#core.presence = state;
		// Without a connection the next login says it.
		this.#core.call("presence", { state }).catch(() => {});
	}

	read(room: string, seq: number): void {
		if (!Number.isSafeInteger(seq) || seq < 0)
			throw new RangeError(`A seq is a whole number, and ${seq} is none.`);
		const joined = this.#joined(canonical(room));
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

/** The canonical spelling of a room; what is no room name stays as it is. */
function canonical(room: string): string {
	return roomName.safeParse(room).data ?? room;
}

function parseName<T>(schema: z.ZodType<T>, raw: string): T {
	const parsed = schema.safeParse(raw);
	if (parsed.success) return parsed.data;
	const problem = parsed.error.issues[0]?.message ?? "This is not a name.";
	throw new RequestError("invalid_params", `${raw}: ${problem}`);
}
