import { createRandom, type Random } from "../../support/random.ts";
import type { Entry, History, SeenEvent, StoredEvent } from "./history.ts";

const rooms = ["#general", "#ops"];
const actors = ["ann", "bob", "cleo"];

/** What a server that keeps every promise could have brought about, with restarts, refusals and lost answers in it. */
export function makeGoodHistory(seed: number): History {
	const random = createRandom(seed);
	const world = new World(random);
	for (const actor of actors) for (const room of rooms) world.open(actor, room);
	for (let step = 0; step < 40; step++) world.step();
	// At least one of each, whatever chance has chosen; two said one after the other by each.
	for (const actor of actors) {
		world.say(actor, "#general");
		world.say(actor, "#general");
		world.sayRefused(actor);
		world.sayBeforeKill(actor);
	}
	for (const actor of actors)
		for (const room of rooms) world.show(actor, room, Number.MAX_SAFE_INTEGER);
	return world.history();
}

class World {
	readonly #random: Random;
	readonly #entries: Entry[] = [];
	readonly #heads = new Map(rooms.map((room, index) => [room, index * 7]));
	readonly #stored = new Map<string, StoredEvent[]>(rooms.map((room) => [room, []]));
	readonly #shown = new Map<string, number>();
	readonly #lives = new Map(actors.map((actor) => [actor, 1]));
	#said = 0;
	#now = 0;

	constructor(random: Random) {
		this.#random = random;
	}

	history(): History {
		return {
			entries: this.#entries,
			heads: this.#heads,
			stored: this.#stored,
			present: actors,
		};
	}

	open(actor: string, room: string): void {
		this.#record({ type: "opened", actor, life: 1, room, after: this.#heads.get(room) ?? 0 });
	}

	step(): void {
		const actor = this.#random.pick(actors);
		const room = this.#random.pick(rooms);
		const what = this.#random.next();
		if (what < 0.4) this.say(actor, room, this.#random.chance(0.1));
		else if (what < 0.45) this.sayRefused(actor);
		else if (what < 0.5) this.sayBeforeKill(actor);
		else this.show(actor, room, this.#random.between(1, 5));
	}

	/** A post that is stored and acked, now and then after having been put off, and sent again later. */
	say(actor: string, room: string, isPutOff = false): void {
		const text = this.#send(actor, room);
		this.#record({ type: "taken", actor, text });
		if (isPutOff) this.#record({ type: "put-off", actor, text });
		const { seq, id = "" } = this.#store(room, actor, text);
		const ack = { type: "acked" as const, actor, room, text, id, seq };
		this.#record(ack);
		if (this.#random.chance(0.2)) this.#record({ ...ack, again: true });
	}

	sayRefused(actor: string): void {
		const code = "invalid_params";
		const text = this.#send(actor, "#general", code);
		this.#record({ type: "taken", actor, text }, { type: "refused", actor, text, code });
	}

	/** A post whose ack the sender did not live to hear, and one that died with its sender. */
	sayBeforeKill(actor: string): void {
		const text = this.#send(actor, "#general");
		this.#record({ type: "taken", actor, text });
		this.#store("#general", actor, text);
		this.#send(actor, "#general");
		const justShown = rooms.map((room) => this.show(actor, room, 2));
		this.#record({ type: "killed", actor }, { type: "gone", actor, text });
		this.#lives.set(actor, (this.#lives.get(actor) ?? 0) + 1);
		// What was shown a moment before may be shown once more.
		for (const [index, room] of rooms.entries()) {
			const view = `${actor} ${room}`;
			const back = this.#random.between(0, justShown[index] ?? 0);
			this.#shown.set(view, (this.#shown.get(view) ?? 0) - back);
		}
	}

	/** Shows an actor up to `count` more events of a room; gives how many there were. */
	show(actor: string, room: string, count: number): number {
		const view = `${actor} ${room}`;
		const from = this.#shown.get(view) ?? 0;
		const events = (this.#stored.get(room) ?? []).slice(from, from + count);
		this.#shown.set(view, from + events.length);
		const life = this.#lives.get(actor) ?? 1;
		for (const event of events) this.#record({ type: "seen", actor, life, room, event });
		return events.length;
	}

	#record(...entries: readonly Entry[]): void {
		for (const entry of entries) {
			this.#now += this.#random.between(0, 200);
			this.#entries.push({ ...entry, at: this.#now });
		}
	}

	#send(actor: string, room: string, refusal?: string): string {
		const text = `text ${++this.#said}`;
		this.#record({ type: "sent", actor, room, text, ...(refusal && { refusal }) });
		return text;
	}

	#store(room: string, by: string, text: string): SeenEvent {
		const events = this.#stored.get(room) ?? [];
		const seq = (this.#heads.get(room) ?? 0) + events.length + 1;
		const event = { seq, by, kind: "message", id: `id of ${text}`, text };
		events.push(event);
		return event;
	}
}
