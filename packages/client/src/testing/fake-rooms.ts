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
		const room = String(params.room);
		if (!this.members.get(room)?.has(peer.account)) throw new WireError("not_a_member");
		const kept = this.logs.get(room)?.find(({ id }) => id === params.id);
		const event = kept ?? this.append(room, { ...params, by: peer.account, type: "message" });
		if (kept === undefined) publish(event);
		const { seq, at } = event;
		return { room, seq, at, id: params.id, ...(kept === undefined ? {} : { duplicate: true }) };
	}

	answer(method: string, peer: Asker, params: Params): object {
		switch (method) {
			case "join":
				return this.#join(peer, String(params.room));
			case "create":
				return this.#create(peer, String(params.room));
			case "leave":
				this.members.get(String(params.room))?.delete(peer.account);
				return {};
			case "sync":
				return this.#sync(peer, params.rooms as Record<string, number>);
			case "history":
				return this.#history(params);
			case "members":
				return this.#members(String(params.room));
			case "rooms":
				return { rooms: [...this.logs.keys()].map((room) => this.#joined(room)), more: false };
			case "read":
				return { seq: params.seq };
			default:
				return {};
		}
	}

	#joined(room: string): object {
		const lastSeq = this.logs.get(room)?.length ?? 0;
		const members = this.members.get(room)?.size ?? 0;
		const kind = room.startsWith("@") ? "direct" : "public";
		return { room, kind, topic: "", lastSeq, members, readSeq: 0 };
	}

	#members(room: string): object {
		const members = [...(this.members.get(room) ?? [])].map((account) => {
			return { account, name: account, role: "guest", state: "online" };
		});
		return { members, more: false };
	}

	#join(peer: Asker, room: string): object {
		if (!this.logs.has(room)) throw new WireError("no_such_room");
		this.members.get(room)?.add(peer.account);
		peer.live.add(room);
		return this.#joined(room);
	}

	#create(peer: Asker, room: string): object {
		if (this.logs.has(room)) throw new WireError("room_exists");
		this.open(room);
		this.append(room, { by: peer.account, type: "create", kind: "public" });
		return this.#join(peer, room);
	}

	#sync(peer: Asker, cursors: Record<string, number>): object {
		const rooms = Object.entries(cursors).map(([room, cursor]) => {
			peer.live.add(room);
			const events = this.logs.get(room)?.slice(cursor) ?? [];
			if (events.length <= this.syncLimit) return [room, { events }];
			return [room, { limited: true, from: cursor + 1, to: cursor + events.length }];
		});
		return { rooms: Object.fromEntries(rooms) };
	}

	#history(params: Params): object {
		const log = this.logs.get(String(params.room)) ?? [];
		const floor = this.floors.get(String(params.room)) ?? 0;
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
