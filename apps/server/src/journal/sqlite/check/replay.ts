import { isDeepStrictEqual } from "node:util";
import type { MessageEvent, RoomEvent } from "@partyline/shared/protocol/events";
import {
	membershipChange,
	nextRoomState,
	type RoomState,
} from "@partyline/shared/protocol/room-state";
import type { Troubles } from "./troubles.ts";

/** A room as it is stored beside its log. */
export type StoredProjection = {
	readonly name: string;
	readonly kind: string;
	readonly topic: string;
	readonly state: RoomState;
	readonly floor: number;
	readonly members: ReadonlySet<string>;
};

/** One room's log, read from its first event, and what follows from it. */
export class Replay {
	readonly #room: StoredProjection;
	readonly #troubles: Troubles;
	/** Whether an account is a member, of those that the log speaks of. */
	readonly #memberships = new Map<string, boolean>();
	/** Undefined when the log that is left says nothing of it. */
	#topic: string | undefined;
	#state: RoomState;
	/** What the last rename of a public room calls it. */
	#called: string | undefined;
	#head: number;

	constructor(room: StoredProjection, troubles: Troubles) {
		this.#room = room;
		this.#troubles = troubles;
		this.#head = room.floor;
		if (!this.isTrimmed) this.#topic = "";
		// Of a trimmed log the rest is told over what is stored, which it may only confirm: every event says what
		// it sets as a whole, so that one told twice changes nothing more.
		this.#state = this.isTrimmed ? room.state : {};
	}

	get name(): string {
		return this.#room.name;
	}

	/** The seq of the last event. */
	get head(): number {
		return this.#head;
	}

	get isTrimmed(): boolean {
		return this.#room.floor > 0;
	}

	/** Takes the row with the next seq; `read` gives its event, or what is wrong with it. */
	take(seq: number, read: () => RoomEvent | string): void {
		if (seq <= this.#room.floor)
			this.#tell(`Event ${seq} of ${this.name} is there although it was trimmed away.`);
		else if (seq !== this.#head + 1)
			this.#tell(`${this.name} has a hole: after event ${this.#head} comes ${seq}.`);
		this.#head = Math.max(this.#head, seq);
		const event = read();
		if (typeof event === "string")
			this.#tell(`Event ${seq} of ${this.name} cannot be read: ${event}.`);
		else this.#apply(event);
	}

	/** Compares what follows from the log with what is stored. */
	end(): void {
		const { name, kind, topic, state } = this.#room;
		if (this.#head === 0) this.#tell(`${name} has no event at all.`);
		if ((kind === "public") === name.startsWith("@"))
			this.#tell(`${name} is a ${kind} room, which its name says it is not.`);
		if (this.#called !== undefined && this.#called !== name)
			this.#tell(`${name} is called ${this.#called} by its log.`);
		if (this.#topic !== undefined && this.#topic !== topic)
			this.#tell(`The topic of ${name} is not the one that its log says.`);
		if (!isDeepStrictEqual(plain(this.#state), plain(state)))
			this.#tell(
				`What is stored of ${name} is not what its log says: ${differences(this.#state, state)}.`,
			);
		this.#compareMembers();
	}

	#compareMembers(): void {
		const { name, members } = this.#room;
		for (const account of new Set([...members, ...this.#memberships.keys()])) {
			const isListed = members.has(account);
			const isMember = this.#memberships.get(account) ?? (this.isTrimmed && isListed);
			if (isMember === isListed) continue;
			this.#tell(
				isListed
					? `${account} is listed as a member of ${name}, but is none by its log.`
					: `${account} is a member of ${name} by its log, but is not listed.`,
			);
		}
	}

	#apply(event: RoomEvent): void {
		if ((event.seq === 1) !== (event.type === "create"))
			this.#tell(
				event.seq === 1
					? `${this.name} does not begin with its create.`
					: `Event ${event.seq} of ${this.name} makes the room a second time.`,
			);
		if (event.type === "create" && event.kind !== this.#room.kind)
			this.#tell(`${this.name} was made ${event.kind}, but is stored as ${this.#room.kind}.`);
		if (event.type === "message") this.#requireNoText(event);
		else this.#project(event);
	}

	#requireNoText({ seq, text, redacted }: MessageEvent): void {
		if (redacted === true && text !== "")
			this.#tell(`Event ${seq} of ${this.name} was taken back, and its text is still there.`);
	}

	#project(event: RoomEvent): void {
		const { enter, leave } = membershipChange(event);
		for (const account of enter) this.#memberships.set(account, true);
		for (const account of leave) this.#memberships.set(account, false);
		if (event.type === "topic") this.#topic = event.topic;
		if (event.type === "rename" && this.#room.kind === "public") this.#called = event.name;
		this.#state = nextRoomState(this.#state, event);
	}

	#tell(sentence: string): void {
		this.#troubles.add(sentence);
	}
}

/** A state as its column gives it: without what is undefined. */
function plain(state: RoomState): Record<string, unknown> {
	return JSON.parse(JSON.stringify(state));
}

/** The names of what differs, such as \`moderators\`. */
function differences(one: RoomState, other: RoomState): string {
	const [first, second] = [plain(one), plain(other)];
	const names = new Set([...Object.keys(first), ...Object.keys(second)]);
	return [...names].filter((name) => !isDeepStrictEqual(first[name], second[name])).join(", ");
}
