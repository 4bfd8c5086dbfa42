import { once } from "node:events";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { isDeepStrictEqual } from "node:util";
import { FrameDecoder, type JsonObject } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import {
	notificationEnvelope,
	parseServerFrame,
	requestEnvelope,
	type ServerFrame,
} from "@partyline/shared/protocol/envelope";
import type { ErrorCode, ErrorObject } from "@partyline/shared/protocol/errors";
import { type ReceivedEvent, roomEvent } from "@partyline/shared/protocol/events";
import {
	type MethodName,
	methods,
	type ParamsInput,
	type Result,
} from "@partyline/shared/protocol/methods";
import {
	isNotificationName,
	type NotificationName,
	type NotificationParams,
	notifications,
} from "@partyline/shared/protocol/notifications";
import type { Address } from "./daemon.ts";
import { type DialOptions, dial, readyEvent } from "./dial.ts";
import { Waiting } from "./waiting.ts";

/** How a peer differs from an ordinary client. */
export type PeerOptions = DialOptions & {
	/** Text before the first frame, as from the plain door, is passed over. */
	readonly skipsText?: boolean;
};

/** A client of the native protocol that does nothing by itself. Every answer is checked against its schema. */
export class NativePeer {
	readonly socket: Socket;
	/** Answers and notifications that nobody has taken yet, but for events. */
	readonly inbox: ServerFrame[] = [];
	readonly #waiting = new Waiting();
	readonly #events = new Map<string, ReceivedEvent[]>();
	readonly #decoder = new FrameDecoder();
	#nextId = 1;

	private constructor(socket: Socket, { skipsText = false }: PeerOptions) {
		this.socket = socket;
		let skipping = skipsText;
		socket.on("data", (chunk: Buffer) => {
			const brace = skipping ? chunk.indexOf("{") : 0;
			if (brace === -1) return;
			skipping = false;
			this.#take(chunk.subarray(brace));
		});
		socket.on("error", () => this.#waiting.end("the connection broke"));
		socket.on("end", () => this.#waiting.end("the server ended the connection"));
		socket.on("close", () => this.#waiting.end("the connection was closed"));
	}

	/** Resolves when connected; nothing has been said yet. */
	static connect(address: Address, options: PeerOptions = {}): Promise<NativePeer> {
		return new Promise((resolve, reject) => {
			const socket = dial(address, options);
			socket.once("error", reject);
			socket.once(readyEvent(options), () => {
				socket.off("error", reject);
				resolve(new NativePeer(socket, options));
			});
		});
	}

	/** Speaks TLS over a line of the caller's; resolves when it is connected. */
	static async over(line: Socket): Promise<NativePeer> {
		const socket = connectTls({ socket: line, rejectUnauthorized: false });
		await once(socket, "secureConnect");
		return new NativePeer(socket, {});
	}

	/** Asks and resolves with the result; rejects when it is refused. */
	async call<M extends MethodName>(method: M, params: ParamsInput<M>): Promise<Result<M>> {
		const answer = await this.ask(method, params);
		if (answer.type !== "result") throw new Error(`${method} was refused: ${tell(answer)}`);
		const result: unknown = methods[method].result.parse(answer.result);
		if (!isDeepStrictEqual(result, answer.result))
			throw new Error(`${method} answered what its schema does not have: ${tell(answer)}`);
		return result as Result<M>;
	}

	/** Asks what must be refused, and resolves with the refusal. */
	async refusal(method: string, params: object = {}): Promise<ErrorObject & { why: ErrorCode }> {
		const answer = await this.ask(method, params);
		if (answer.type !== "error") throw new Error(`${method} was not refused: ${tell(answer)}`);
		return toRefusal(answer.error);
	}

	/** Asks and resolves with the answer, whatever it is. */
	ask(method: string, params: object = {}): Promise<ServerFrame> {
		const id = this.#nextId++;
		this.write(encodeFrame(requestEnvelope(id, method, params)));
		return this.answerTo(id);
	}

	/** Asks without waiting: for many requests in one write. */
	static request(id: number, method: string, params: object = {}): Buffer {
		return encodeFrame(requestEnvelope(id, method, params));
	}

	/** Sends a notification, which has no id and gets no answer. */
	tell(method: string, params: object = {}): void {
		this.write(encodeFrame(notificationEnvelope(method, params)));
	}

	/** Sends any bytes. */
	write(raw: string | Uint8Array): void {
		this.socket.write(raw);
	}

	/** The answer to a request; null is that of a frame that could not be read. */
	answerTo(id: number | string | null): Promise<ServerFrame> {
		return this.#takeFirst(
			`the answer to ${id}`,
			(frame) => frame.type !== "notification" && frame.id === id,
		);
	}

	/** The refusal of a frame that could not be read. */
	async refusalOfFrame(): Promise<ErrorObject & { why: ErrorCode }> {
		const answer = await this.answerTo(null);
		if (answer.type !== "error") throw new Error(`not an error: ${tell(answer)}`);
		return toRefusal(answer.error);
	}

	/** The next notification of that name that nobody has taken and that fits. */
	async next<N extends NotificationName>(
		name: N,
		fits: (params: NotificationParams<N>) => boolean = () => true,
	): Promise<NotificationParams<N>> {
		const frame = await this.#takeFirst(
			`the notification ${name}`,
			(each) =>
				each.type === "notification" &&
				each.method === name &&
				fits(each.params as NotificationParams<N>),
		);
		if (frame.type !== "notification") throw new Error("no notification");
		return frame.params as NotificationParams<N>;
	}

	/** Every event of a room that has been notified so far. */
	events(room: string): readonly ReceivedEvent[] {
		return this.#events.get(room) ?? [];
	}

	/** Resolves with the events of a room once they reach that seq. */
	eventsUpTo(room: string, seq: number): Promise<readonly ReceivedEvent[]> {
		const look = () => {
			const events = this.events(room);
			return (events.at(-1)?.seq ?? 0) >= seq ? events : undefined;
		};
		const received = () => `${this.events(room).length} events`;
		return this.#waiting.until(`event ${seq} of ${room}`, look, received);
	}

	/** Resolves with the first event of a room that fits. */
	event(room: string, fits: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent> {
		const look = () => this.events(room).find(fits);
		return this.#waiting.until(`an event of ${room}`, look, () => this.events(room));
	}

	/** Resolves once the server has ended the connection. */
	async ended(): Promise<void> {
		const { socket } = this;
		await this.#waiting.until(
			"the end",
			() => (socket.readableEnded || socket.destroyed ? true : undefined),
			() => this.inbox,
		);
	}

	/** Ends the own side; answers still come if half-open is allowed. */
	end(): void {
		this.socket.end();
	}

	#take(chunk: Buffer): void {
		try {
			for (const decoded of this.#decoder.push(chunk)) {
				if (decoded.type === "refusal") throw new Error(decoded.refusal.message);
				this.#sort(decoded.frame.value);
			}
			this.#waiting.look();
		} catch (error) {
			// In the callback of a socket nobody would hear it: the test that waits does.
			this.#waiting.end(`the server broke the protocol: ${error}`);
			this.socket.destroy();
		}
	}

	#sort(value: JsonObject): void {
		const frame = parseServerFrame(value);
		if (frame === undefined) throw new Error(`not a server's frame: ${tell(value)}`);
		if (frame.type !== "notification") this.inbox.push(frame);
		else if (frame.method === "event") this.#keepEvent(frame.params);
		else this.inbox.push({ ...frame, params: checked(frame.method, frame.params) });
	}

	#keepEvent(params: unknown): void {
		const event = roomEvent.parse(params);
		if (!isDeepStrictEqual(event, params))
			throw new Error(`an event has what its schema does not have: ${tell(params)}`);
		const events = this.#events.get(event.room);
		if (events === undefined) this.#events.set(event.room, [event]);
		else events.push(event);
	}

	#takeFirst(what: string, fits: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
		const look = () => {
			const index = this.inbox.findIndex(fits);
			return index === -1 ? undefined : this.inbox.splice(index, 1)[0];
		};
		return this.#waiting.until(what, look, () => this.inbox);
	}
}

function checked(method: string, params: unknown): unknown {
	if (!isNotificationName(method)) throw new Error(`unknown notification ${method}`);
	const parsed: unknown = notifications[method].params.parse(params);
	if (!isDeepStrictEqual(parsed, params))
		throw new Error(`${method} has what its schema does not have: ${tell(params)}`);
	return parsed;
}

function toRefusal(error: ErrorObject): ErrorObject & { why: ErrorCode } {
	return { ...error, why: error.data?.code as ErrorCode };
}

function tell(value: unknown): string {
	return JSON.stringify(value).slice(0, 500);
}
