import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { Troubles } from "./troubles.ts";

/** A room as it is stored beside its log. */
export type StoredProjection = {
	readonly name: string;
	readonly kind: string;
	readonly topic: string;
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
	#head: number;

	constructor(room: StoredProjection, troubles: Troubles) {
		this.#room = room;
		this.#troubles = troubles;
		this.#head = room.floor;
		if (!this.isTrimmed) this.#topic = "";
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
		const { name, kind, topic, members } = this.#room;
		if (this.#head === 0) this.#tell(`${name} has no event at all.`);
		if ((kind === "direct") !== name.startsWith("@"))
			this.#tell(`${name} is a ${kind} room, which its name says it is not.`);
		if (this.#topic !== undefined && this.#topic !== topic)
			this.#tell(`The topic of ${name} is not the one that its log says.`);
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
		switch (event.type) {
			case "create":
				if (event.kind !== this.#room.kind)
					this.#tell(`${this.name} was made ${event.kind}, but is stored as ${this.#room.kind}.`);
				for (const account of event.with ?? []) this.#memberships.set(account, true);
				break;
			case "join":
				this.#memberships.set(event.by, true);
				break;
			case "part":
				this.#memberships.set(event.by, false);
				break;
			case "topic":
				this.#topic = event.topic;
				break;
			case "message":
				break;
		}
	}

	#tell(sentence: string): void {
		this.#troubles.add(sentence);
	}
}
