import { type Decoded, FrameDecoder } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { parseServerFrame, type ServerFrame } from "@partyline/shared/protocol/envelope";
import type { MethodName } from "@partyline/shared/protocol/methods";
import {
	isNotificationName,
	type NotificationName,
	type NotificationParams,
	notifications,
} from "@partyline/shared/protocol/notifications";
import { nameAddress } from "./address.ts";
import { type Call, Calls } from "./calls.ts";
import type { Clock } from "./clock.ts";
import {
	ClosedError,
	ConnectionError,
	isLastWord,
	RequestError,
	toRequestError,
} from "./errors.ts";
import { Heartbeat } from "./heartbeat.ts";
import { boundedDelayMs } from "./reconnect.ts";
import type { Address, Dial, Transport } from "./transport.ts";

/** What the server says without being asked. */
export type Notification = {
	[N in NotificationName]: { readonly method: N; readonly params: NotificationParams<N> };
}[NotificationName];

/** Why a connection ended, and when the server would have us back. */
export type LinkEnd = { readonly error: Error; readonly reconnectAfterMs?: number };

/** What a link needs of the client. */
export type LinkOptions = {
	readonly address: Address;
	readonly dial: Dial;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	onNotification(notification: Notification): void;
	/** A request was granted so long after it left. */
	onResult(method: MethodName, tookMs: number): void;
};

/** One connection that speaks the protocol: bytes in and out become calls and notifications. */
export class Link {
	readonly #options: LinkOptions;
	readonly #decoder = new FrameDecoder();
	readonly #calls: Calls;
	readonly #heartbeat: Heartbeat;
	readonly #ended = Promise.withResolvers<LinkEnd>();
	#transport: Transport | undefined;
	#heard = false;
	#failed = false;
	// Why it is about to end, as far as known; the first reason wins.
	#reason: LinkEnd | undefined;
	// An error about the connection and not about a request. It explains the end only if nothing comes
	// in between: a server may also go on after it.
	#complaint: LinkEnd | undefined;
	#end: LinkEnd | undefined;

	private constructor(options: LinkOptions) {
		this.#options = options;
		const { clock, onResult } = options;
		this.#calls = new Calls({
			clock,
			send: (envelope) => this.#send(envelope),
			onResult,
			onUnreadable: (error) => this.fail(error),
		});
		this.#heartbeat = new Heartbeat({
			clock,
			ping: () => this.call("ping", {}),
			onDead: () => this.fail(new ConnectionError(`No answer from ${this.#where} any more.`)),
		});
	}

	/** Dials once. Rejects with ConnectionError. */
	static async open(options: LinkOptions): Promise<Link> {
		const link = new Link(options);
		const events = {
			onBytes: (chunk: Uint8Array) => link.#onBytes(chunk),
			onClosed: (error: Error | undefined) => link.#onClosed(error),
		};
		link.#transport = await options.dial(options.address, events, options.signal);
		link.#heartbeat.alive();
		return link;
	}

	get call(): Call {
		return this.#calls.call;
	}

	/** The SHA-256 of the server's key; undefined where nothing is encrypted. */
	get serverKey(): Uint8Array | undefined {
		return this.#transport?.key;
	}

	/** Resolves when the connection is gone. */
	get ended(): Promise<LinkEnd> {
		return this.#ended.promise;
	}

	/** Why the connection is gone; undefined while it is there. */
	get end(): LinkEnd | undefined {
		return this.#end;
	}

	/** Ends the connection at once because of `error`. */
	fail(error: Error): void {
		this.#failed = true;
		this.#reason ??= { error };
		this.#transport?.destroy();
	}

	get #where(): string {
		return nameAddress(this.#options.address);
	}

	#send(envelope: object): void {
		this.#transport?.write(encodeFrame(envelope));
	}

	#onBytes(chunk: Uint8Array): void {
		this.#heartbeat.alive();
		for (const decoded of this.#decoder.push(chunk)) {
			// Whoever sent what cannot be borne is not listened to any more.
			if (this.#failed) return;
			this.#onDecoded(decoded);
		}
	}

	#onDecoded(decoded: Decoded): void {
		if (decoded.type === "refusal") {
			this.fail(this.#strangeness());
			return;
		}
		const frame = parseServerFrame(decoded.frame.value);
		if (frame === undefined) return;
		this.#heard = true;
		this.#onFrame(frame);
	}

	#onFrame(frame: ServerFrame): void {
		this.#complaint = undefined;
		if (frame.type === "result") this.#calls.settle(frame.id, frame.result);
		else if (frame.type === "notification") this.#onNotification(frame.method, frame.params);
		else if (frame.id !== null) this.#calls.refuse(frame.id, frame.error);
		else this.#complaint = { error: toRequestError(frame.error) };
	}

	#onNotification(method: string, params: unknown): void {
		const notification = readNotification(method, params);
		if (notification === undefined) return;
		if (notification.method === "bye") this.#onBye(notification.params);
		this.#options.onNotification(notification);
	}

	#onBye({ reason, code, reconnectAfterMs }: NotificationParams<"bye">): void {
		const why = reason === "" ? "." : `: ${reason}`;
		const words = `Ended by ${this.#where}${why}`;
		const isForGood = code !== undefined && isLastWord(code) && reconnectAfterMs === undefined;
		const error = isForGood ? new RequestError(code, words) : new ConnectionError(words);
		this.#reason ??=
			reconnectAfterMs === undefined
				? { error }
				: { error, reconnectAfterMs: boundedDelayMs(reconnectAfterMs) };
		this.#transport?.end();
	}

	#onClosed(error: Error | undefined): void {
		const cause = error ?? new ConnectionError(`Connection closed by ${this.#where}.`);
		this.#end = this.#reason ?? this.#complaint ?? { error: cause };
		this.#heartbeat.stop();
		this.#calls.failAll(new ClosedError("The connection is gone.", { cause: this.#end.error }));
		this.#ended.resolve(this.#end);
	}

	#strangeness(): ConnectionError {
		return this.#heard
			? new ConnectionError(`Unreadable line from ${this.#where}, not of this protocol.`)
			: new ConnectionError(`This is not a partyline server: ${this.#where}.`);
	}
}

// A notification of a newer server, or one that cannot be read, is passed over: a missing event
// shows as a gap and is fetched.
function readNotification(method: string, params: unknown): Notification | undefined {
	if (!isNotificationName(method)) return undefined;
	const parsed = notifications[method].params.safeParse(params);
	// The table pairs each name with its params; TypeScript cannot follow that through the union.
	return parsed.success ? ({ method, params: parsed.data } as Notification) : undefined;
}
