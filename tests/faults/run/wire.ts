import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { FrameDecoder, type JsonObject } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { parseServerFrame, requestEnvelope } from "@partyline/shared/protocol/envelope";
import {
	type MethodName,
	methods,
	type ParamsInput,
	type Result,
} from "@partyline/shared/protocol/methods";
import { type NotificationParams, notifications } from "@partyline/shared/protocol/notifications";
import type { Address } from "../../support/daemon.ts";

/** The connection is gone, or was never there: what was asked may or may not have been done. */
export class CutError extends Error {
	override readonly name = "CutError";
}

/** The server said no. */
export class RefusedError extends Error {
	override readonly name = "RefusedError";
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

/** What a connection tells of itself; called in the order in which the frames came. */
export type WireListener = {
	onEvent(event: NotificationParams<"event">): void;
	onLimited(range: NotificationParams<"limited">): void;
	/** The server broke the protocol: an answer to nothing, a frame that is none. */
	onStrange(what: string): void;
};

/** A connection on the bare protocol: no library of ours between the history and the socket. */
export type Wire = {
	/** Asks; rejects with RefusedError or CutError. The result is handled before the frame that follows it. */
	ask<M extends MethodName, T>(
		method: M,
		params: ParamsInput<M>,
		take: (result: Result<M>) => T,
	): Promise<T>;
	/** Stops and starts reading. */
	setReading(reading: boolean): void;
	cut(): void;
	/** The port that it is made from. */
	readonly port: number;
	/** Resolves when it is gone. */
	readonly closed: Promise<void>;
};

type Asked = { take(result: unknown): void; reject(error: Error): void };

/** Connects; rejects with CutError. */
export async function openWire(address: Address, listener: WireListener): Promise<Wire> {
	const socket = connect({ ...address, noDelay: true });
	const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
	socket.on("error", () => {});
	await Promise.race([once(socket, "connect"), closed]).catch(() => {});
	if (!socket.writable) throw new CutError("Not connected.");
	const asked = new Map<number, Asked>();
	socket.once("close", () => {
		for (const { reject } of asked.values()) reject(new CutError("The connection is gone."));
		asked.clear();
	});
	listen(socket, asked, listener);
	let nextId = 1;
	return {
		ask: (method, params, take) =>
			new Promise((resolve, reject) => {
				const id = nextId++;
				if (!socket.writable) {
					reject(new CutError("The connection is gone."));
					return;
				}
				asked.set(id, {
					take: (result) => resolve(take(methods[method].result.parse(result) as never)),
					reject,
				});
				socket.write(encodeFrame(requestEnvelope(id, method, params)));
			}),
		setReading: (reading) => void (reading ? socket.resume() : socket.pause()),
		cut: () => void socket.destroy(),
		port: socket.localPort ?? 0,
		closed,
	};
}

function listen(socket: Socket, asked: Map<number, Asked>, listener: WireListener): void {
	const decoder = new FrameDecoder();
	socket.on("data", (chunk: Buffer) => {
		for (const decoded of decoder.push(chunk)) {
			if (decoded.type === "refusal") listener.onStrange(decoded.refusal.message);
			else takeFrame(decoded.frame.value, asked, listener);
		}
	});
	socket.on("end", () => socket.end());
}

function takeFrame(value: JsonObject, asked: Map<number, Asked>, listener: WireListener): void {
	try {
		sortFrame(value, asked, listener);
	} catch (error) {
		// What does not fit its schema.
		listener.onStrange(`${error}: ${JSON.stringify(value)}`);
	}
}

function sortFrame(value: JsonObject, asked: Map<number, Asked>, listener: WireListener): void {
	const frame = parseServerFrame(value);
	if (frame === undefined) {
		listener.onStrange(`not a server's frame: ${JSON.stringify(value)}`);
		return;
	}
	if (frame.type === "notification") {
		takeNotification(frame.method, frame.params, listener);
		return;
	}
	const question = typeof frame.id === "number" ? asked.get(frame.id) : undefined;
	if (question === undefined) {
		listener.onStrange(`an answer to nothing: ${JSON.stringify(value)}`);
		return;
	}
	asked.delete(Number(frame.id));
	if (frame.type === "result") takeResult(question, frame.result);
	else question.reject(new RefusedError(frame.error.data?.code ?? "", frame.error.message));
}

function takeResult(question: Asked, result: unknown): void {
	try {
		question.take(result);
	} catch (error) {
		question.reject(new CutError("The answer does not fit.", { cause: error }));
		throw error;
	}
}

function takeNotification(method: string, params: unknown, listener: WireListener): void {
	if (method === "event") listener.onEvent(notifications.event.params.parse(params));
	if (method === "limited") listener.onLimited(notifications.limited.params.parse(params));
}
