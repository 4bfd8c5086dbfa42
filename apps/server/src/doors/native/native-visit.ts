import type { Decoded, Frame } from "@partyline/shared/framing/decoder";
import { FrameDecoder } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import {
	errorEnvelope,
	idOf,
	notificationEnvelope,
	parseRequest,
	type Request,
	type RequestId,
	resultEnvelope,
} from "@partyline/shared/protocol/envelope";
import {
	type ErrorEntry,
	errors,
	toErrorObject,
	WireError,
} from "@partyline/shared/protocol/errors";
import { limits } from "@partyline/shared/protocol/limits";
import type { Stage } from "@partyline/shared/protocol/methods";
import { logOut } from "../../hub/log-out.ts";
import { createMeter, type Meter } from "../../hub/order/meter.ts";
import type { Account, Delivery, Session, Signal } from "../../hub/ports.ts";
import { serverLimits } from "../../limits.ts";
import { ByteQueue } from "../byte-queue.ts";
import type { Connection } from "../connection.ts";
import type { DoorContext, Farewell, Visit } from "../door.ts";
import { Missed } from "../missed.ts";
import { originOf } from "../origin.ts";
import { type Progress, Share } from "../share.ts";
import { encodeDelivery, encodeSignals } from "./encode.ts";
import { NativeSession } from "./native-session.ts";
import type { Route } from "./route.ts";
import { findRoute } from "./routes.ts";

/**
 * One connection that speaks the native protocol. Requests are answered in the order in which they
 * are done; one that changes what the next may do (`login`, `join` …) holds those behind it back.
 */
export class NativeVisit implements Visit {
	readonly context: DoorContext;
	readonly connection: Connection;
	stage: Stage | "closing" = "connected";
	session: Session | undefined;
	/** The peer's program, as its hello said. */
	client = "";
	/** Takes what a request costs, or refuses it. */
	readonly spend: Meter;
	readonly #decoder = new FrameDecoder();
	readonly #missed = new Missed();
	/** What came and was not looked at yet: as bytes it takes no more memory than the peer sent. */
	readonly #unread = new ByteQueue();
	#inbox: Decoded[] = [];
	readonly #share = new Share((enoughAt) => this.#work(enoughAt));
	#wasLetIn = false;
	/** When the last thing was done that a stranger asked for; bytes that ask for nothing do not count. */
	#doneAt = performance.now();
	#open = 0;
	#heldBack = false;
	#onAlone: (() => void) | undefined;
	/** Goes on with the request that gave way to others. */
	#onTurn: (() => void) | undefined;
	#peerEnded = false;
	/** What to say before the end, once the open requests are answered. */
	#farewell: Farewell | undefined;

	constructor(context: DoorContext, connection: Connection) {
		this.context = context;
		this.connection = connection;
		this.spend = createMeter(context.hub, originOf(connection));
		connection.listen(
			(chunk) => this.take(chunk),
			() => {
				this.#peerEnded = true;
				this.#share.wake();
			},
		);
		connection.onDrained = () => this.#catchUp();
		connection.onClosed = () => this.#leave();
	}

	wasLetIn(): boolean {
		return this.#wasLetIn;
	}

	idleSince(): number | undefined {
		return this.#open > 0 || this.#hasWork() ? undefined : this.#doneAt;
	}

	/** Resolves when no request but the one that asks is under way. */
	alone(): Promise<void> {
		if (this.#open === 0) return Promise.resolve();
		return new Promise((resolve) => {
			this.#onAlone = resolve;
		});
	}

	/** Lets others go first; resolves when it is this connection's turn again, which is never once it is gone. */
	turn(): Promise<void> {
		return new Promise((resolve) => {
			this.#onTurn = resolve;
			this.#share.queue();
		});
	}

	/** Takes bytes of the peer. */
	take(chunk: Buffer): void {
		if (this.stage === "closing") return;
		this.#unread.add(chunk);
		this.#share.wake();
		// Others have their turn first; meanwhile the peer keeps what it has to send.
		if (this.#hasWork()) this.connection.pause();
	}

	/** Makes the session of an account that was let in. */
	open(account: Account, device?: string): Session {
		// The peer may be gone by the time its login is stored.
		if (this.stage === "closing") throw new WireError("shutting_down");
		const session = new NativeSession(this, account.account, device);
		this.session = session;
		this.#wasLetIn = true;
		// They were told to go as a stranger while their login was under way: they are none any more.
		if (this.#farewell?.code !== "shutting_down") this.#farewell = undefined;
		this.connection.trust();
		this.stage = "logged-in";
		return session;
	}

	bye(farewell: Farewell): void {
		this.#farewell = farewell;
		this.#share.wake();
	}

	/** Ends the connection after everything queued has been sent. */
	close(): void {
		if (this.stage === "closing") return;
		this.#leave();
		this.connection.end();
	}

	/** Works off what has come, as far as time and the open requests allow; the peer waits for the rest. */
	#work(enoughAt: number): Progress {
		if (this.#onTurn !== undefined) return this.#goOn(this.#onTurn);
		const wasHeldBack = this.#heldBack;
		while (this.#hasWork() && this.#mayGoOn()) {
			if (performance.now() > enoughAt) return "more";
			if (this.#inbox.length === 0) this.#decodeSome();
			else this.#handleNext();
		}
		if (this.stage !== "closing") this.#settle();
		return this.#heldBack && !wasHeldBack ? "begun" : "done";
	}

	#goOn(onTurn: () => void): Progress {
		this.#onTurn = undefined;
		onTurn();
		return "begun";
	}

	#hasWork(): boolean {
		return this.#inbox.length > 0 || this.#unread.bytes > 0;
	}

	#decodeSome(): void {
		for (const piece of this.#unread.take(serverLimits.decodeBytes))
			for (const decoded of this.#decoder.push(piece)) this.#inbox.push(decoded);
	}

	/** Nothing more can be done now: ends what is to end, and reads on or waits. */
	#settle(): void {
		const isDone = !this.#hasWork() && this.#open === 0;
		if (this.#open === 0 && this.#farewell !== undefined) this.#sendBye(this.#farewell);
		else if (this.#peerEnded && isDone) this.close();
		else if (this.#hasWork() || this.connection.isSlow) this.connection.pause();
		else this.connection.resume();
	}

	#mayGoOn(): boolean {
		if (this.stage === "closing" || this.#heldBack || this.connection.isSlow) return false;
		if (this.#farewell !== undefined) return false;
		return this.#open < limits.openRequests;
	}

	#handleNext(): void {
		const next = this.#inbox.shift();
		this.#noteDone();
		// An array that was filled once keeps its places, and most of the time nothing is in it.
		if (this.#inbox.length === 0) this.#inbox = [];
		if (next?.type === "frame") this.#handle(next.frame);
		if (next?.type !== "refusal") return;
		this.#refuse(null, new WireError(next.refusal.code, { message: next.refusal.message }));
		// The decoder has given up: whatever came now would never be answered.
		if (next.refusal.fatal) this.close();
	}

	#handle(frame: Frame): void {
		try {
			const request = parseRequest(frame.value);
			if (request === undefined) return;
			if (frame.body !== undefined) throw new WireError("body_not_allowed");
			this.#run(request, findRoute(this, request.method));
		} catch (error) {
			this.#refuse(idOf(frame.value), error);
		}
	}

	#run(request: Request, route: Route): void {
		const result = route.run(this, request.params);
		if (!(result instanceof Promise)) {
			this.#answer(request.id, result, route);
			return;
		}
		this.#open++;
		this.#heldBack = route.holdsBack;
		const { stage } = this;
		result
			.then((value) => this.#answer(request.id, value, route))
			.catch((error: unknown) => {
				this.#refuse(request.id, error);
				// Who was let in and not told so would take themselves for a stranger.
				if (this.stage !== stage) this.close();
			})
			.finally(() => {
				this.#open--;
				this.#noteDone();
				if (route.holdsBack) this.#heldBack = false;
				if (this.#open === 1) this.#onAlone?.();
				this.#share.queue();
			});
	}

	#noteDone(): void {
		if (!this.#wasLetIn) this.#doneAt = performance.now();
	}

	#answer(id: RequestId, result: unknown, route: Route): void {
		this.connection.send(encodeFrame(resultEnvelope(id, result)));
		if (route.ends) this.close();
	}

	#refuse(id: RequestId | null, error: unknown): void {
		const refusal = error instanceof WireError ? error : this.#mistake(error);
		if (refusal.code === "storage_unavailable")
			this.context.log.error({ err: refusal.cause }, "storage refused");
		this.connection.send(encodeFrame(errorEnvelope(id, toErrorObject(refusal))));
		const entry: ErrorEntry = errors[refusal.code];
		if (entry.closes) this.close();
	}

	#mistake(error: unknown): WireError {
		this.context.log.error({ err: error, peer: this.connection.address }, "internal error");
		return new WireError("internal_error");
	}

	deliver(delivery: Delivery): void {
		// What is in the log need not wait in memory: the peer is told what to fetch when it has drained.
		if (this.connection.isSlow) this.#missed.add(delivery);
		else if (this.session !== undefined)
			this.connection.send(encodeDelivery(delivery, this.session.account));
	}

	signal(signals: readonly Signal[]): void {
		if (!this.connection.isSlow) this.connection.send(encodeSignals(signals));
	}

	#catchUp(): void {
		for (const range of this.#missed.take())
			this.connection.send(encodeFrame(notificationEnvelope("limited", range)));
		this.#share.wake();
	}

	#sendBye({ message, ...details }: Farewell): void {
		if (this.stage === "closing") return;
		const params = { reason: message, ...details };
		this.connection.send(encodeFrame(notificationEnvelope("bye", params)));
		this.close();
	}

	#leave(): void {
		this.stage = "closing";
		this.#inbox.length = 0;
		this.#unread.clear();
		this.#share.drop();
		if (this.session === undefined) return;
		const { account } = this.session;
		this.context.log.info({ account, peer: this.connection.address, door: "native" }, "logout");
		logOut(this.context.hub, this.session);
		this.session = undefined;
	}
}
