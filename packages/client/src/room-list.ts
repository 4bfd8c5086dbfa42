import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	beforeFirst,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import { membershipChange, nextRoomState } from "@partyline/shared/protocol/room-state";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { later } from "./cursor.ts";

type Entry = {
	readonly joined: JoinedRoom;
	/** We are in it as of this seq: a part of ours up to here is of an earlier stay. */
	readonly memberAsOf: Seq;
	/** The last that was said of our coming and going since then was that we are out. */
	readonly isOut: boolean;
};

/** The rooms we are in, as the server told and the events since have changed them. */
export class RoomList {
	readonly #byName = new Map<RoomName, Entry>();
	#sorted: readonly JoinedRoom[] | undefined;

	/** By name; the same array until something changes. */
	all(): readonly JoinedRoom[] {
		this.#sorted ??= [...this.#byName.values()]
			.map((entry) => entry.joined)
			.sort((a, b) => (a.room < b.room ? -1 : 1));
		return this.#sorted;
	}

	/** The last seq known of a room; the place before the first of one we are not in. */
	lastSeq(room: RoomName): Seq {
		return this.#byName.get(room)?.joined.lastSeq ?? beforeFirst;
	}

	/** Whether we are in a room, as far as is known. */
	has(room: RoomName): boolean {
		return this.#byName.has(room);
	}

	/** A public room has another name. */
	rename(from: RoomName, to: RoomName): void {
		const entry = this.#byName.get(from);
		if (entry === undefined) return;
		this.remove(from);
		const known = this.#byName.get(to)?.joined;
		const joined = known ?? { ...entry.joined, room: to };
		const readSeq = later(joined.readSeq, entry.joined.readSeq);
		this.#set({ ...entry, joined: withFormerly({ ...joined, readSeq }, from) });
	}

	/** Takes what the server says of a room we are in. */
	put(joined: JoinedRoom): void {
		const known = this.#byName.get(joined.room)?.joined;
		// An event may overtake the answer to a request, and a read marker may not be sent yet.
		const lastSeq = later(joined.lastSeq, known?.lastSeq ?? beforeFirst);
		const readSeq = later(joined.readSeq, known?.readSeq ?? beforeFirst);
		this.#set({
			joined: { ...joined, lastSeq, readSeq },
			memberAsOf: joined.lastSeq,
			isOut: false,
		});
	}

	remove(room: RoomName): void {
		this.#byName.delete(room);
		this.#sorted = undefined;
	}

	clear(): void {
		this.#byName.clear();
		this.#sorted = undefined;
	}

	/** Whether we left a room or were taken out of it; it stays in the list until it is removed. */
	isOut(room: RoomName): boolean {
		return this.#byName.get(room)?.isOut ?? false;
	}

	/** Takes the next event of a room, `me` being our account; true if a person would see it in the list. */
	takeEvent(event: ReceivedEvent, me: AccountName | undefined): boolean {
		const entry = this.#byName.get(event.room);
		if (entry === undefined) return false;
		const joined = applyEvent(entry.joined, event);
		this.#set({ ...entry, joined, isOut: isOutAfter(event, entry, me) });
		return isAboutRoom(event) && !isShownAlike(joined, entry.joined);
	}

	/** Events up to `seq` are passed over, which are nothing that a person would see in the list. */
	raise(room: RoomName, seq: Seq): void {
		const entry = this.#byName.get(room);
		if (entry === undefined) return;
		const { joined } = entry;
		this.#set({ ...entry, joined: { ...joined, lastSeq: later(joined.lastSeq, seq) } });
	}

	/** Moves the read marker of a room forward; undefined if it is there already. */
	takeRead(room: RoomName, readSeq: Seq): Seq | undefined {
		const entry = this.#byName.get(room);
		if (entry === undefined || entry.joined.readSeq >= readSeq) return undefined;
		this.#set({ ...entry, joined: { ...entry.joined, readSeq } });
		return readSeq;
	}

	#set(entry: Entry): void {
		this.#byName.set(entry.joined.room, entry);
		this.#sorted = undefined;
	}
}

/** What is known of a direct conversation that somebody else opened, before its first event is read. */
export function unknownDirect(room: RoomName): JoinedRoom {
	return {
		room,
		kind: "direct",
		topic: "",
		lastSeq: beforeFirst,
		members: 0,
		readSeq: beforeFirst,
	};
}

function isOutAfter(event: ReceivedEvent, entry: Entry, me: AccountName | undefined): boolean {
	if (event.type === "other" || me === undefined) return entry.isOut;
	const { enter, leave } = membershipChange(event);
	if (leave.includes(me)) return event.seq > entry.memberAsOf;
	return enter.includes(me) ? false : entry.isOut;
}

function applyEvent(joined: JoinedRoom, event: ReceivedEvent): JoinedRoom {
	const lastSeq = later(event.seq, joined.lastSeq);
	if (event.type === "create" && event.with !== undefined && joined.with === undefined)
		return { ...joined, lastSeq, with: event.with, members: event.with.length };
	// What the server told of the room at `lastSeq` is newer than an event before it.
	if (event.type === "other" || event.seq <= joined.lastSeq) return { ...joined, lastSeq };
	if (event.type === "topic") return { ...joined, lastSeq, topic: event.topic };
	return event.type === "settings" || event.type === "rename"
		? { ...afterChange(joined, event), lastSeq }
		: { ...joined, lastSeq };
}

function isAboutRoom({ type }: ReceivedEvent): boolean {
	return type === "create" || type === "topic" || type === "settings" || type === "rename";
}

/** The room after its settings or its name changed. */
function afterChange(
	joined: JoinedRoom,
	event: Extract<ReceivedEvent, { type: "settings" | "rename" }>,
): JoinedRoom {
	const { description, archived, readOnly, slowSeconds, retentionDays, ...rest } = joined;
	const { title, formerly, ...others } = rest;
	const { formerly: names, ...next } = nextRoomState(
		{
			...{ description, archived, readOnly, slowSeconds, retentionDays },
			...(title && { title }),
			...(formerly && { formerly }),
		},
		event,
	);
	return { ...others, ...next, ...(names && { formerly: [...names] }) };
}

function withFormerly(joined: JoinedRoom, name: RoomName): JoinedRoom {
	const before = (joined.formerly ?? []).filter((one) => one !== name && one !== joined.room);
	return { ...joined, formerly: [...before, name] };
}

/** Whether a person sees no difference in the list: `lastSeq` moves with every event. */
function isShownAlike(a: JoinedRoom, b: JoinedRoom): boolean {
	return JSON.stringify({ ...a, lastSeq: 0 }) === JSON.stringify({ ...b, lastSeq: 0 });
}
