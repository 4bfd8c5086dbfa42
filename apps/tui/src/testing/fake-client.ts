import {
	type Client,
	type ClientNotice,
	ClosedError,
	type ConnectionStatus,
	type Deed,
	type Kept,
	type Lag,
	type Me,
	type OutboxEntry,
	type Page,
	type PageRange,
	type PostDetails,
	type Posted,
	type SignIn,
	type SigningIn,
} from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	cursor,
	newMessageId,
	type RoomName,
	roomName,
} from "@partyline/shared/protocol/ids";
import { methods, type ParamsInput, type Result } from "@partyline/shared/protocol/methods";
import type {
	HelloResult,
	JoinedRoom,
	Member,
	RoomSummary,
} from "@partyline/shared/protocol/shapes";
import { joinedRoom, person } from "./samples.ts";
import { usualAnswers } from "./usual-answers.ts";

/** A client without a server: notes what it is asked, answers what a test has laid out. */
export class FakeClient implements Client {
	/** What was asked, in order: the method and its arguments. */
	readonly asked: string[] = [];
	/** What methods throw or reject with, by their name. */
	readonly failures = new Map<string, Error>();
	/** What happens when it is started. */
	onStart: () => void = () => {};
	/** The log that `history` answers from, and how many events it puts in a page at most. */
	log: readonly ReceivedEvent[] = [];
	pageLimit = 200;
	/** What `history` answers instead, whatever it is asked. */
	page: Page | undefined;
	/** What `notes` finds. */
	readonly noted = new Map<string, string>();
	/** What `lag` says. */
	lagging: Lag = { waiting: 0 };
	/** The rooms that `enter` has to make. */
	readonly unmade = new Set<string>();
	people: readonly Member[] = [];
	/** The rooms we are not in. */
	elsewhere: readonly RoomSummary[] = [];
	entries: OutboxEntry[] = [];
	/** What `ask` answers, by the deed. */
	readonly answers = new Map<Deed, object>();
	/** How it was told to sign in. */
	readonly signIns: SignIn[] = [];
	/** What becomes of it, unless it is let in. */
	signInRefusal: Error | undefined;
	readonly #dropped = new Map<string, (error: Error) => void>();
	readonly #listeners = new Set<(notice: ClientNotice) => void>();
	#rooms: readonly JoinedRoom[] = [];
	#status: ConnectionStatus = { state: "idle" };
	#me: Me | undefined;
	#ignored: readonly AccountName[] = [];

	/** Tells everybody who listens. */
	tell(notice: ClientNotice): void {
		if (notice.type === "status") this.#status = notice.status;
		if (notice.type === "rooms") this.#rooms = notice.rooms;
		if (notice.type === "me") this.#me = notice.me;
		if (notice.type === "ignored") this.#ignored = notice.accounts;
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
		this.onStart();
	}

	async close(): Promise<void> {
		this.#note("close");
		this.tell({ type: "status", status: { state: "closed" } });
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

	events(): AsyncIterableIterator<ReceivedEvent> {
		const unread: ReceivedEvent[] = [];
		let wake: () => void = () => {};
		this.subscribe((notice) => {
			if (notice.type === "event") unread.push(notice.event);
			wake();
		});
		const isOpen = () => this.#status.state !== "closed";
		return (async function* () {
			while (unread.length > 0 || isOpen()) {
				yield* unread.splice(0);
				if (unread.length === 0 && isOpen())
					await new Promise<void>((resolve) => {
						wake = resolve;
					});
			}
		})();
	}

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

	async history(room: string, range: PageRange = {}): Promise<Page> {
		const { before = Infinity, after, limit = 200 } = range;
		this.#note("history", room, after === undefined ? before : `after ${after}`, limit);
		if (this.page !== undefined) return this.page;
		const most = Math.min(limit, this.pageLimit);
		const asked = this.log.filter(({ seq }) => seq < before && seq > (after ?? 0));
		const events = after === undefined ? asked.slice(-most) : asked.slice(0, most);
		return { events, more: asked.length > most };
	}

	post(room: string, text: string, details: PostDetails = {}): Posted {
		this.#note("post", room, text, ...Object.keys(details));
		const id = newMessageId();
		const entry = { id, room: roomName.parse(room), text, ...details, createdAt: 0 };
		this.entries.push(entry);
		this.tell({ type: "post", state: "pending", entry });
		const { promise: kept, reject } = Promise.withResolvers<Kept>();
		kept.catch(() => {});
		this.#dropped.set(id, reject);
		return { id, kept };
	}

	outbox(): readonly OutboxEntry[] {
		this.#note("outbox");
		return this.entries;
	}

	drop(id: string): OutboxEntry | undefined {
		this.#note("drop");
		const entry = this.entries.find((one) => one.id === id);
		this.entries = this.entries.filter((one) => one !== entry);
		this.#dropped.get(id)?.(new ClosedError("The post was dropped."));
		if (entry !== undefined) this.tell({ type: "post", state: "dropped", entry });
		return entry;
	}

	async join(room: string): Promise<JoinedRoom> {
		return this.#enter("join", room);
	}

	async enter(room: string): Promise<{ room: JoinedRoom; made: boolean }> {
		return { room: this.#enter("enter", room), made: this.unmade.has(room) };
	}

	async leave(room: string): Promise<void> {
		this.#note("leave", room);
		this.tell({ type: "rooms", rooms: this.#rooms.filter((joined) => joined.room !== room) });
	}

	async create(
		room: string,
		how: { readonly topic?: string; readonly private?: true } = {},
	): Promise<JoinedRoom> {
		return this.#enter("create", room, ...Object.keys(how));
	}

	async ask<M extends Deed>(method: M, params: ParamsInput<M>): Promise<Result<M>> {
		this.#note(method, JSON.stringify(params));
		const answer = this.answers.get(method) ?? usualAnswers[method] ?? {};
		// The table pairs each method with its result; TypeScript cannot follow that through the union.
		return methods[method].result.parse(answer) as Result<M>;
	}

	signIn(how: SignIn): SigningIn {
		this.#note("signIn", ...Object.keys(how.register ?? {}));
		this.signIns.push(how);
		const { signInRefusal } = this;
		return { done: signInRefusal ? Promise.reject(signInRefusal) : Promise.resolve() };
	}

	ignored(): readonly AccountName[] {
		return this.#ignored;
	}

	async openDirect(...accounts: string[]): Promise<JoinedRoom> {
		this.#note("openDirect", ...accounts);
		const direct = joinedRoom("@0123456789", accounts);
		this.tell({ type: "rooms", rooms: [...this.#rooms, direct] });
		return direct;
	}

	async rooms(): Promise<readonly RoomSummary[]> {
		this.#note("rooms");
		return [...this.#rooms, ...this.elsewhere];
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

	notes(prefix = ""): ReadonlyMap<string, string> {
		return new Map([...this.noted].filter(([name]) => name.startsWith(prefix)));
	}

	note(name: string, text: string | undefined): void {
		this.#note("note", name);
		if (text === undefined) this.noted.delete(name);
		else this.noted.set(name, text);
	}

	lag(): Lag {
		return this.lagging;
	}

	#enter(method: string, room: string, ...details: readonly string[]): JoinedRoom {
		this.#note(method, room, ...details);
		const lastSeq = cursor.parse(this.log.at(-1)?.seq ?? 0);
		const joined = { ...joinedRoom(room), lastSeq };
		this.tell({ type: "rooms", rooms: [...this.#rooms, joined] });
		return joined;
	}

	#note(method: string, ...details: readonly unknown[]): void {
		this.asked.push([method, ...details].map(String).join(" "));
		const failure = this.failures.get(method);
		if (failure !== undefined) throw failure;
	}
}
