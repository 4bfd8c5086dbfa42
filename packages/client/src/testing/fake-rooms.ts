import { WireError } from "@partyline/shared/protocol/errors";
import { newMessageId } from "@partyline/shared/protocol/ids";

/** An event as the fake stores it. */
export type FakeEvent = {
	room: string;
	seq: number;
	at: number;
	by: string;
	type: string;
} & Record<string, unknown>;

/** Who asks. */
type Asker = { readonly account: string; readonly live: Set<string> };

type Params = Record<string, unknown>;

/** The rooms of a fake server: a log and members each. */
export class FakeRooms {
	readonly logs = new Map<string, FakeEvent[]>();
	readonly members = new Map<string, Set<string>>();
	/** The last seq of a room that was trimmed away. */
	readonly floors = new Map<string, number>();
	/** What the members of a private room call it. */
	readonly titles = new Map<string, string>();
	/** The names that a public room had. */
	readonly formerly = new Map<string, string[]>();
	/** Above this many missing events, `sync` answers `limited`. */
	syncLimit = 200;
	/** Events in a page at most, whatever is asked for. */
	pageLimit = 200;

	newId(): string {
		return newMessageId();
	}

	open(room: string, ...members: string[]): void {
		this.logs.set(room, []);
		this.members.set(room, new Set(members));
	}

	/** A room that only its members know. */
	openPrivate(room: string, title: string, ...members: string[]): void {
		this.open(room, ...members);
		this.titles.set(room, title);
	}

	/** Gives a public room, its old events included, another name, and appends that. */
	rename(from: string, to: string): FakeEvent {
		const log = (this.logs.get(from) ?? []).map((event) => ({ ...event, room: to }));
		this.open(to, ...(this.members.get(from) ?? []));
		this.logs.set(to, log);
		this.formerly.set(to, [...(this.formerly.get(from) ?? []).filter((name) => name !== to), from]);
		for (const kept of [this.logs, this.members, this.formerly]) kept.delete(from);
		return this.append(to, { by: "bob", type: "rename", name: to, was: from });
	}

	/** The room that is found by a name: its own, or one that it had. */
	find(name: string): string {
		return [...this.formerly].find(([, names]) => names.includes(name))?.[0] ?? name;
	}

	append(room: string, event: { by: string; type: string } & Params): FakeEvent {
		const log = this.logs.get(room);
		if (log === undefined) throw new WireError("no_such_room");
		const stored = { room, seq: log.length + 1, at: 1_000 + log.length, ...event };
		log.push(stored);
		return stored;
	}

	fill(room: string, count: number): void {
		for (let n = 0; n < count; n++)
			this.append(room, { by: "bob", type: "message", id: this.newId(), text: `${n}` });
	}

	joinedBy(account: string): object[] {
		return [...this.members]
			.filter(([, members]) => members.has(account))
			.map(([room]) => this.#joined(room));
	}

	post(peer: Asker, params: Params, publish: (event: FakeEvent) => void): object {
		const room = this.find(String(params.room));
		if (!this.members.get(room)?.has(peer.account)) throw new WireError("not_a_member");
		const kept = this.logs.get(room)?.find(({ id }) => id === params.id);
		const event = kept ?? this.append(room, { ...params, room, by: peer.account, type: "message" });
		if (kept === undefined) publish(event);
		const { seq, at } = event;
		return { room, seq, at, id: params.id, ...(kept === undefined ? {} : { duplicate: true }) };
	}

	answer(method: string, peer: Asker, params: Params): object {
		const room = this.find(String(params.room));
		switch (method) {
			case "join":
				return this.#join(peer, room);
			case "create":
				return this.#create(peer, params);
			case "leave":
				this.members.get(room)?.delete(peer.account);
				return {};
			case "sync":
				return this.#sync(peer, params.rooms as Record<string, number>);
			case "history":
				return this.#history(room, params);
			case "members":
				return this.#members(room);
			case "rooms":
				return { rooms: [...this.logs.keys()].map((one) => this.#joined(one)), more: false };
			case "read":
				return { seq: params.seq };
			default:
				return {};
		}
	}

	#joined(room: string): object {
		const lastSeq = this.logs.get(room)?.length ?? 0;
		const members = this.members.get(room)?.size ?? 0;
		const title = this.titles.get(room);
		const formerly = this.formerly.get(room);
		const firstSeq = this.floors.has(room) ? (this.floors.get(room) ?? 0) + 1 : undefined;
		const kind = title !== undefined ? "private" : room.startsWith("@") ? "direct" : "public";
		const names = { ...(title && { title }), ...(formerly && { formerly }) };
		const base = { room, kind, topic: "", lastSeq, members, readSeq: 0, ...names };
		return firstSeq === undefined ? base : { ...base, firstSeq };
	}

	#members(room: string): object {
		const members = [...(this.members.get(room) ?? [])].map((account) => {
			return { account, name: account, role: "guest", state: "online" };
		});
		return { members, more: false };
	}

	#join(peer: Asker, room: string): object {
		if (!this.logs.has(room)) throw new WireError("no_such_room");
		if (this.titles.has(room) && !this.members.get(room)?.has(peer.account))
			throw new WireError("no_such_room");
		this.members.get(room)?.add(peer.account);
		peer.live.add(room);
		return this.#joined(room);
	}

	#create(peer: Asker, params: Params): object {
		const name = String(params.room);
		if (this.logs.has(name)) throw new WireError("room_exists");
		const room = params.private === true ? "@private00" : name;
		const title = params.private === true ? { title: name } : {};
		this.open(room, peer.account);
		if (params.private === true) this.titles.set(room, name);
		const kind = params.private === true ? "private" : "public";
		this.append(room, { by: peer.account, type: "create", kind, ...title });
		return this.#join(peer, room);
	}

	#sync(peer: Asker, cursors: Record<string, number>): object {
		const rooms = Object.entries(cursors).map(([room, cursor]) => {
			peer.live.add(this.find(room));
			const floor = this.floors.get(room) ?? 0;
			const events = this.logs.get(this.find(room))?.slice(Math.max(cursor, floor)) ?? [];
			if (events.length <= this.syncLimit) return [room, { events }];
			return [room, { limited: true, from: cursor + 1, to: cursor + events.length }];
		});
		return { rooms: Object.fromEntries(rooms) };
	}

	#history(room: string, params: Params): object {
		const log = this.logs.get(room) ?? [];
		const floor = this.floors.get(room) ?? 0;
		const limit = Math.min(Number(params.limit ?? 50), this.pageLimit);
		if (params.after !== undefined) {
			const after = Math.max(floor, Number(params.after));
			return { events: log.slice(after, after + limit), more: log.length > after + limit };
		}
		const end = params.before === undefined ? log.length : Number(params.before) - 1;
		const start = Math.max(floor, end - limit);
		return { events: log.slice(start, end), more: start > floor };
	}
}
