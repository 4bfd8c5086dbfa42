import { once } from "node:events";
import type { Socket } from "node:net";
import { FrameDecoder, type JsonObject } from "@partyline/shared/framing/decoder";
import { expect } from "vitest";
import { z } from "zod";
import { NativePeer } from "./native-peer.ts";
import type { Target } from "./target.ts";
import { Waiting } from "./waiting.ts";

const place = z.object({ room: z.string(), seq: z.number() });
const range = z.object({ room: z.string(), from: z.number(), to: z.number() });
const joined = z.object({ room: z.string(), lastSeq: z.number() });

/** What somebody has of a room: places by number, as events or in a range to fetch. */
type Covered = { readonly from: number; readonly seqs: number[] };

/** A guest who reads when the test wants, and remembers of what came only which places of which rooms it was. */
export class SlowReader {
	readonly socket: Socket;
	/** Ranges that were told by `limited`. */
	limited = 0;
	readonly #rooms = new Map<string, Covered>();
	readonly #answers = new Map<number, JsonObject>();
	readonly #waiting = new Waiting();
	readonly #decoder = new FrameDecoder();
	#nextId = 100;

	private constructor(socket: Socket) {
		this.socket = socket;
		socket.on("data", (chunk: Buffer) => this.#take(chunk));
		socket.on("close", () => this.#waiting.end("the connection was closed"));
	}

	/** Resolves when that guest is in those rooms. */
	static async join(target: Target, name: string, rooms: readonly string[]): Promise<SlowReader> {
		const reader = new SlowReader(target.socket());
		await reader.call("hello", { protocol: 1, client: "slow" });
		await reader.call("login", { guest: name });
		await Promise.all(rooms.map((room) => reader.#enter(room)));
		return reader;
	}

	/** Asks and resolves with the answer, whatever it is. */
	async call(method: string, params: object = {}): Promise<JsonObject> {
		const id = this.#nextId++;
		this.socket.write(NativePeer.request(id, method, params));
		return await this.#waiting.until(`the answer to ${method}`, () => this.#answers.get(id));
	}

	/** Reads one piece, and stops again. */
	async sip(): Promise<void> {
		this.socket.once("data", () => this.socket.pause()).resume();
		await once(this.socket, "pause");
	}

	/** Reads on; resolves when everything has come that was on its way. */
	async readAll(): Promise<void> {
		this.socket.resume();
		// Answered only after what waited, and after the ranges that were left out of it.
		await this.call("ping");
	}

	/** Fails unless every place of a room up to `head` came exactly once since the guest joined it. */
	expectWhole(room: string, head: number): void {
		const { from, seqs } = this.#rooms.get(room) ?? { from: 0, seqs: [] };
		const places = seqs.filter((seq) => seq > from).sort((a, b) => a - b);
		expect(places, room).toEqual(Array.from({ length: head - from }, (_, at) => from + 1 + at));
	}

	async #enter(room: string): Promise<void> {
		const { lastSeq } = joined.parse((await this.call("join", { room })).result);
		this.#rooms.set(room, { from: lastSeq, seqs: this.#rooms.get(room)?.seqs ?? [] });
	}

	#take(chunk: Buffer): void {
		for (const decoded of this.#decoder.push(chunk)) {
			if (decoded.type === "refusal") throw new Error(decoded.refusal.message);
			const { id, method, params } = decoded.frame.value;
			if (typeof id === "number") this.#answers.set(id, decoded.frame.value);
			if (method === "event") this.#cover(place.parse(params));
			if (method === "limited") this.#coverRange(range.parse(params));
		}
		this.#waiting.look();
	}

	#cover({ room, seq }: z.output<typeof place>): void {
		const known = this.#rooms.get(room);
		if (known === undefined) this.#rooms.set(room, { from: 0, seqs: [seq] });
		else known.seqs.push(seq);
	}

	#coverRange({ room, from, to }: z.output<typeof range>): void {
		this.limited++;
		for (let seq = from; seq <= to; seq++) this.#cover({ room, seq });
	}
}
