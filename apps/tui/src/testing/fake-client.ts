import type {
	Client,
	ClientNotice,
	ConnectionStatus,
	Me,
	OutboxEntry,
	Page,
	PageRange,
	PostDetails,
	Posted,
} from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { newMessageId, type RoomName, roomName } from "@partyline/shared/protocol/ids";
import type {
	HelloResult,
	JoinedRoom,
	Member,
	RoomSummary,
} from "@partyline/shared/protocol/shapes";
import { joinedRoom, person } from "./samples.ts";

/** A client without a server: notes what it is asked, answers what a test has laid out. */
export class FakeClient implements Client {
	/** What was asked, in order: the method and its arguments. */
	readonly asked: string[] = [];
	/** What methods throw or reject with, by their name. */
	readonly failures = new Map<string, Error>();
	/** The log that `history` answers from. */
	log: readonly ReceivedEvent[] = [];
	people: readonly Member[] = [];
	entries: OutboxEntry[] = [];
	readonly #listeners = new Set<(notice: ClientNotice) => void>();
	#rooms: readonly JoinedRoom[] = [];
	#status: ConnectionStatus = { state: "idle" };
	#me: Me | undefined;

	/** Tells everybody who listens. */
	tell(notice: ClientNotice): void {
		if (notice.type === "status") this.#status = notice.status;
		if (notice.type === "rooms") this.#rooms = notice.rooms;
		if (notice.type === "me") this.#me = notice.me;
		for (const listener of this.#listeners) listener(notice);
	}

	/** The connection is live, for this person in these rooms. */
	goLive(name: string, ...rooms: readonly string[]): void {
		const { account } = person(name);
		this.tell({ type: "me", me: { account, name, role: "guest" } });
		this.tell({ type: "rooms", rooms: rooms.map((room) => joinedRoom(room)) });
		this.tell({ type: "status", status: { state: "live" } });
	}

	/** What was asked of one method. */
	askedOf(method: string): string[] {
		return this.asked.filter((line) => line.split(" ")[0] === method);
	}

	start(): void {
		this.#note("start");
	}

	async close(): Promise<void> {
		this.#note("close");
	}

	async live(): Promise<void> {}

	retryNow(): void {
		this.#note("retryNow");
	}

	status(): ConnectionStatus {
		return this.#status;
	}

	subscribe(listener: (notice: ClientNotice) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	async *events(): AsyncIterableIterator<ReceivedEvent> {}

	me(): Me | undefined {
		return this.#me;
	}

	server(): HelloResult | undefined {
		return undefined;
	}

	joinedRooms(): readonly JoinedRoom[] {
		return this.#rooms;
	}

	cachedPage(): readonly ReceivedEvent[] {
		return [];
	}

	async history(room: string, { before = Infinity, limit = 200 }: PageRange = {}): Promise<Page> {
		this.#note("history", room, before, limit);
		const older = this.log.filter((event) => event.seq < before);
		return { events: older.slice(-limit), more: older.length > limit };
	}

	post(room: string, text: string, details: PostDetails = {}): Posted {
		this.#note("post", room, text, ...Object.keys(details));
		const id = newMessageId();
		const entry = { id, room: roomName.parse(room), text, ...details, createdAt: 0 };
		this.entries.push(entry);
		this.tell({ type: "post", state: "pending", entry });
		return { id, kept: Promise.withResolvers<never>().promise };
	}

	outbox(): readonly OutboxEntry[] {
		return this.entries;
	}

	drop(id: string): OutboxEntry | undefined {
		this.#note("drop");
		const entry = this.entries.find((one) => one.id === id);
		if (entry !== undefined) this.tell({ type: "post", state: "dropped", entry });
		return entry;
	}

	async join(room: string): Promise<JoinedRoom> {
		return this.#enter("join", room);
	}

	async leave(room: string): Promise<void> {
		this.#note("leave", room);
		this.tell({ type: "rooms", rooms: this.#rooms.filter((joined) => joined.room !== room) });
	}

	async create(room: string): Promise<JoinedRoom> {
		return this.#enter("create", room);
	}

	async openDirect(...accounts: string[]): Promise<JoinedRoom> {
		this.#note("openDirect", ...accounts);
		const direct = joinedRoom("@0123456789", accounts);
		this.tell({ type: "rooms", rooms: [...this.#rooms, direct] });
		return direct;
	}

	async rooms(): Promise<readonly RoomSummary[]> {
		return this.#rooms;
	}

	async members(room: string): Promise<readonly Member[]> {
		this.#note("members", room);
		return this.people;
	}

	async topic(room: string, topic: string): Promise<void> {
		this.#note("topic", room, topic);
	}

	async nick(name: string): Promise<void> {
		this.#note("nick", name);
	}

	typing(room: string, on: boolean): void {
		this.#note("typing", room, on);
	}

	presence(): void {}

	read(room: string, seq: number): void {
		this.#note("read", room, seq);
	}

	lastRoom(): RoomName | undefined {
		return undefined;
	}

	rememberRoom(room: string): void {
		this.#note("rememberRoom", room);
	}

	#enter(method: string, room: string): JoinedRoom {
		this.#note(method, room);
		const joined = joinedRoom(room);
		this.tell({ type: "rooms", rooms: [...this.#rooms, joined] });
		return joined;
	}

	#note(method: string, ...details: readonly unknown[]): void {
		this.asked.push([method, ...details].map(String).join(" "));
		const failure = this.failures.get(method);
		if (failure !== undefined) throw failure;
	}
}
