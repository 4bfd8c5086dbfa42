import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { limits } from "@partyline/shared/protocol/limits";
import type { Result } from "@partyline/shared/protocol/methods";
import type { Address } from "../../support/daemon.ts";
import type { Random } from "../../support/random.ts";
import type { Actor } from "./actor.ts";
import { type Answer, type Answered, type Post, Posts } from "./posts.ts";
import { type Recorder, shorten, toSeen } from "./recorder.ts";
import { RoomView } from "./room-view.ts";
import { CutError, openWire, RefusedError, type Wire } from "./wire.ts";

/** Longer than any fault lasts that a connection survives. */
const silenceMs = 8_000;

/** Where somebody connects, and what they do there. */
export type ActorOptions = {
	readonly name: string;
	readonly rooms: readonly string[];
	readonly address: Address;
	readonly random: Random;
	readonly recorder: Recorder;
};

/** Somebody on the bare protocol, who does what the protocol document asks of a client and mends nothing. */
export class WireActor implements Actor {
	readonly name: string;
	readonly #options: ActorOptions;
	readonly #views: ReadonlyMap<string, RoomView>;
	readonly #posts: Posts;
	#wire: Wire | undefined;
	/** The connection on which posts may be sent. */
	#live: Wire | undefined;
	/** The posts that went out over some connection. */
	readonly #sent = new WeakSet<Post>();
	#token: string | undefined;
	#reading = true;
	#ended = false;
	readonly #done: Promise<void>;

	constructor(options: ActorOptions) {
		this.#options = options;
		this.name = options.name;
		this.#views = new Map(options.rooms.map((room) => [room, this.#createView(room)]));
		this.#posts = new Posts(options);
		this.#done = this.#stayConnected();
	}

	open(): void {
		const { recorder } = this.#options;
		for (const [room, { reached }] of this.#views)
			recorder.record({ type: "opened", actor: this.name, life: 1, room, after: reached });
	}

	say(): void {
		const again = this.#posts.pickAgain();
		if (again !== undefined && this.#live !== undefined) this.#sendAgain(again, this.#live);
		else this.#write();
	}

	/** Says something long. */
	shout(): void {
		this.#write([12_000, 15_000]);
	}

	/** The port that the connection is made from; undefined where there is none. */
	get port(): number | undefined {
		return this.#wire?.port;
	}

	unanswered(): number {
		return this.#posts.unanswered.size;
	}

	reached(room: string): number {
		return this.#views.get(room)?.reached ?? 0;
	}

	/** Stops and starts reading what the server sends. */
	setReading(reading: boolean): void {
		this.#reading = reading;
		this.#wire?.setReading(reading);
	}

	hurry(): void {
		this.setReading(true);
	}

	async end(): Promise<void> {
		this.#ended = true;
		this.#wire?.cut();
		await this.#done;
	}

	#write(length?: readonly [number, number]): void {
		if (this.#posts.unanswered.size >= limits.openRequests / 2) return;
		const post = this.#posts.write(length);
		if (this.#live !== undefined) this.#send(post, this.#live);
	}

	#createView(room: string): RoomView {
		const { recorder } = this.#options;
		return new RoomView({
			after: 0,
			show: (event) =>
				recorder.record({ type: "seen", actor: this.name, life: 1, room, event: toSeen(event) }),
			fetch: async (after, take) => {
				const live = this.#live;
				if (live === undefined) throw new CutError("There is no connection.");
				await patiently(() =>
					live.ask("history", { room, after, limit: limits.pageEvents }, ({ events }) =>
						take(events),
					),
				);
			},
			onStrange: (what) => recorder.record({ type: "strange", actor: this.name, what }),
		});
	}

	async #stayConnected(): Promise<void> {
		while (!this.#ended) {
			try {
				await this.#connectOnce();
			} catch (error) {
				if (!(error instanceof CutError || error instanceof RefusedError)) throw error;
			}
			this.#leave();
			if (!this.#ended) await pause(this.#options.random.between(10, 250));
		}
	}

	#leave(): void {
		this.#wire?.cut();
		if (this.#live !== undefined) this.#note("is cut off");
		this.#live = undefined;
		for (const view of this.#views.values()) view.cut();
	}

	async #connectOnce(): Promise<void> {
		const { address, recorder, rooms } = this.#options;
		const wire = await openWire(address, {
			// Before the answer to `sync`, which has the same events, a room is not followed.
			onEvent: (event) => this.#live === wire && this.#views.get(event.room)?.takeEvent(event),
			onLimited: (range) => {
				this.#note(`is told to fetch ${range.from} to ${range.to} of ${range.room}`);
				if (this.#live === wire) this.#views.get(range.room)?.takeRange(range);
			},
			onStrange: (what) => recorder.record({ type: "strange", actor: this.name, what }),
		});
		this.#wire = wire;
		wire.setReading(this.#reading);
		this.#watch(wire);
		await wire.ask("hello", { protocol: 1, client: "faults" }, () => {});
		const joined = await this.#logIn(wire);
		const missing = rooms.filter((room) => !joined.has(room));
		for (const room of missing) await wire.ask("join", { room }, () => {});
		// Who joins hears the room from there on; the next connection takes all of them up the one way.
		if (missing.length > 0) return;
		await this.#sync(wire);
		for (const post of this.#posts.unanswered) {
			// The server may have put it off, in an answer that the cut has swallowed.
			if (this.#sent.has(post)) this.#posts.putOff(post);
			this.#send(post, wire);
		}
		await wire.closed;
	}

	async #logIn(wire: Wire): Promise<Set<string>> {
		const token = this.#token;
		try {
			return await wire.ask(
				"login",
				token === undefined ? { guest: this.name } : { token },
				(login) => {
					this.#token = login.token ?? token;
					return new Set<string>(login.rooms.map(({ room }) => room));
				},
			);
		} catch (error) {
			if (error instanceof RefusedError && !isLater(error)) this.#token = undefined;
			throw error;
		}
	}

	async #sync(wire: Wire): Promise<void> {
		const cursors = Object.fromEntries(
			[...this.#views].map(([room, { reached }]) => [room, reached]),
		);
		await wire.ask("sync", { rooms: cursors }, ({ rooms }) => {
			this.#live = wire;
			this.#note("is live");
			for (const [room, view] of this.#views) takeUp(view, rooms[room]);
		});
	}

	#send(post: Post, wire: Wire): void {
		this.#sent.add(post);
		const sentAt = performance.now();
		const { room, id, text, replyTo } = post;
		const isCurrent = () => this.#live === wire;
		wire
			.ask("post", { room, id, text, ...(replyTo && { replyTo }) }, (answer) => {
				this.#options.recorder.measure(performance.now() - sentAt);
				if (answer.id !== id || answer.room !== room)
					this.#complain("acked as another", post, answer);
				this.#posts.acked(post, answer);
			})
			.catch(async (error: unknown) => {
				// It goes out again with the next connection.
				if (!(error instanceof RefusedError)) return;
				if (!isLater(error)) {
					this.#posts.refused(post, error.code);
					return;
				}
				this.#posts.putOff(post);
				await pause(this.#options.random.between(50, 200));
				if (isCurrent()) this.#send(post, wire);
			});
	}

	#sendAgain({ post, answer: first }: Answered, wire: Wire): void {
		const { recorder } = this.#options;
		const { room, id, text } = post;
		wire
			.ask("post", { room, id, text }, ({ duplicate, ...answer }) => {
				const { name: actor } = this;
				recorder.record({ type: "acked", again: true, actor, ...answer, text: shorten(text) });
				if (!duplicate || !isDeepStrictEqual(answer, pick(first)))
					this.#complain("again, and answered otherwise than the first time", post, answer);
			})
			.catch(() => {
				// Nothing was promised but that it is not stored twice.
			});
	}

	#complain(what: string, { id, text }: Post, answer: object): void {
		const told = `${what}: ${id} ${shorten(text)}: ${JSON.stringify(answer)}`;
		this.#options.recorder.record({ type: "strange", actor: this.name, what: told });
	}

	#note(what: string): void {
		this.#options.recorder.record({ type: "trouble", what: `${this.name} ${what}` });
	}

	/** Gives up a connection that answers nothing any more, as every client has to. */
	#watch(wire: Wire): void {
		const beat = async () => {
			while (this.#wire === wire && !this.#ended) {
				await pause(1_000);
				if (!this.#reading) continue;
				// A refusal is an answer too; who is cut is not asked again.
				const answer = wire.ask("ping", {}, () => "alive").catch(() => "alive");
				const isAlive = await Promise.race([answer, pause(silenceMs, undefined, { ref: false })]);
				if (isAlive === undefined && this.#reading) wire.cut();
			}
		};
		beat().catch((error: unknown) => this.#complainOf(error));
	}

	#complainOf(error: unknown): void {
		this.#options.recorder.record({ type: "strange", actor: this.name, what: `${error}` });
	}
}

/** The answer without what it may say besides. */
function pick({ room, id, seq, at }: Answer): Answer {
	return { room, id, seq, at };
}

function takeUp(view: RoomView, missed: Result<"sync">["rooms"][string] | undefined): void {
	if (missed === undefined) throw new Error("sync did not answer for a room");
	if ("limited" in missed) view.takeRange(missed);
	else for (const event of missed.events) view.takeEvent(event);
}

function isLater({ code }: RefusedError): boolean {
	return code === "storage_unavailable" || code === "rate_limited" || code === "shutting_down";
}

/** Asks until it is not put off any more. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			return await ask();
		} catch (error) {
			if (!(error instanceof RefusedError) || !isLater(error)) throw error;
			await pause(100);
		}
	}
}
