import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Dial } from "@partyline/client";
import { FrameDecoder, type JsonObject } from "@partyline/shared/framing/decoder";
import { type ReceivedEvent, receivedEvent } from "@partyline/shared/protocol/events";
import { z } from "zod";

/** How an event came over the line: pushed, or in the answer to `sync` or `history`. */
export type Arrival = { readonly how: "live" | "sync" | "history"; readonly event: ReceivedEvent };

type Frame = { readonly method: string; readonly value: JsonObject };

const page = z.object({ events: z.array(receivedEvent) });
const missing = z.object({ rooms: z.record(z.string(), z.union([page, z.object({})])) });

/** The way of a client to its server, with everything that goes over it; it can be cut and held up. */
export class RecordedLine {
	/** The requests, in the order they were sent. */
	readonly requests: Frame[] = [];
	/** What came, in order; an answer has the method of its request. */
	readonly received: Frame[] = [];
	/** Called with each frame before the client gets it. */
	onReceived: (frame: Frame) => void = () => {};
	#socket: Socket | undefined;
	#gate = Promise.withResolvers<void>();

	constructor() {
		this.#gate.resolve();
	}

	/** Cuts the connection; the next one does not come about before `open`. */
	cut(): void {
		this.close();
		this.#socket?.destroy();
	}

	/** Lets nobody connect before `open`. */
	close(): void {
		this.#gate = Promise.withResolvers<void>();
	}

	open(): void {
		this.#gate.resolve();
	}

	/** Takes nothing more from the network for the time being. */
	pause(): void {
		this.#socket?.pause();
	}

	resume(): void {
		this.#socket?.resume();
	}

	/** The requests of one method so far. */
	asked(method: string): JsonObject[] {
		return this.requests.flatMap((frame) => (frame.method === method ? [frame.value] : []));
	}

	/** Every event that came over the line, in the order and the way it came. */
	arrivals(): Arrival[] {
		return this.received.flatMap(({ method, value }): Arrival[] => {
			if (method === "event") return [{ how: "live", event: receivedEvent.parse(value.params) }];
			if (!("result" in value)) return [];
			if (method === "history")
				return page.parse(value.result).events.map((event) => ({ how: "history", event }));
			if (method !== "sync") return [];
			return Object.values(missing.parse(value.result).rooms).flatMap((room) =>
				"events" in room ? room.events.map((event): Arrival => ({ how: "sync", event })) : [],
			);
		});
	}

	/** To be given to a client. */
	readonly dial: Dial = async (address, events, signal) => {
		await this.#gate.promise;
		const socket = connect({ ...address, noDelay: true, signal });
		await once(socket, "connect");
		this.#socket = socket;
		const [sent, came] = [new FrameDecoder(), new FrameDecoder()];
		const methods = new Map<unknown, string>();
		let failure: Error | undefined;
		socket.on("error", (error) => {
			failure = error;
		});
		socket.on("data", (chunk: Buffer) => {
			for (const value of framesOf(came, chunk)) {
				const method = String(value.method ?? methods.get(value.id));
				this.received.push({ method, value });
				this.onReceived({ method, value });
			}
			if (!socket.destroyed) events.onBytes(chunk);
		});
		socket.once("close", () => events.onClosed(failure));
		return {
			write: (bytes) => {
				for (const value of framesOf(sent, bytes)) {
					methods.set(value.id, String(value.method));
					this.requests.push({ method: String(value.method), value });
				}
				socket.write(bytes);
			},
			end: () => void socket.end(),
			destroy: () => void socket.destroy(),
		};
	};
}

function framesOf(decoder: FrameDecoder, bytes: Uint8Array): JsonObject[] {
	return decoder
		.push(bytes)
		.flatMap((decoded) => (decoded.type === "frame" ? [decoded.frame.value] : []));
}
