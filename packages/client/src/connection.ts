import type { MethodName } from "@partyline/shared/protocol/methods";
import { isLoopback } from "./address.ts";
import type { Clock } from "./clock.ts";
import { ClosedError, isLastWord, RequestError } from "./errors.ts";
import { pingAfterMs } from "./heartbeat.ts";
import { LagMeter } from "./lag.ts";
import { Link, type LinkEnd, type Notification } from "./link.ts";
import { describeProblem } from "./problem.ts";
import { reconnectDelayMs } from "./reconnect.ts";
import type { ConnectionStatus } from "./status.ts";
import type { Address, Dial } from "./transport.ts";
import { isTrustError, shownFingerprint } from "./trust/trust-errors.ts";

/** What a connection needs of the client. */
export type ConnectionOptions = {
	readonly address: Address;
	readonly dial: Dial;
	readonly clock: Clock;
	readonly random: () => number;
	/** Brings a fresh link to where it is live; tells how far it is. */
	handshake(link: Link, onProgress: (status: ConnectionStatus) => void): Promise<void>;
	onStatus(status: ConnectionStatus): void;
	onNotification(notification: Notification): void;
	/** The handshake is done. */
	onLive(link: Link): void;
	/** The link is gone, live or not. */
	onLost(): void;
};

/** A connection that lived this long counts as a success, and the next retry is quick again. */
const provenAfterMs = 5_000;
/** How long `close` waits for the server's answer to quit. */
const quitTimeoutMs = 2_000;

/** Keeps one link open: dials, waits and dials again until it is closed or told to go away. */
export class Connection {
	/** As measured on the present connection. */
	readonly lag = new LagMeter();
	readonly #options: ConnectionOptions;
	#status: ConnectionStatus = { state: "idle" };
	#link: Link | undefined;
	#attempt = 0;
	// When the round trip was last asked for.
	#measuredAt = 0;
	// A refusal after this may pass by itself: our own earlier session may still hold the name.
	#hasBeenLive = false;
	// The present connection is ended only for another one to follow at once.
	#isAnew = false;
	#stopping: AbortController | undefined;
	#running: Promise<void> = Promise.resolve();
	#wake: () => void = () => {};

	constructor(options: ConnectionOptions) {
		this.#options = options;
	}

	get status(): ConnectionStatus {
		return this.#status;
	}

	/** The live link, if there is one. */
	get live(): Link | undefined {
		return this.#status.state === "live" ? this.#link : undefined;
	}

	start(): void {
		if (this.#stopping !== undefined) return;
		const stopping = new AbortController();
		this.#stopping = stopping;
		this.#running = this.#run(stopping.signal);
	}

	/** Ends the present link, live or not yet; another one follows. */
	fail(error: Error): void {
		this.#link?.fail(error);
	}

	retryNow(): void {
		this.#wake();
		if (this.#status.state !== "closed" || this.#stopping?.signal.aborted) return;
		this.#stopping = undefined;
		this.start();
	}

	/** Ends the present connection in good order, if there is one, and comes back at once. */
	startAnew(): void {
		const link = this.#link;
		this.#isAnew = link !== undefined;
		if (link === undefined) this.retryNow();
		else void this.#leave(link);
	}

	/** The present connection is about to end, and another one is to follow at once. */
	expectAnother(): void {
		this.#isAnew = this.#link !== undefined;
	}

	async #leave(link: Link): Promise<void> {
		if (link === this.live) await this.#quit(link);
		link.fail(new ClosedError("We come in anew."));
	}

	/** Resolves when everything has ended. */
	async close(): Promise<void> {
		this.#stopping ??= new AbortController();
		if (this.#stopping.signal.aborted) return this.#running;
		// First of all, so that the server's closing in answer to quit is not taken for a cut.
		this.#stopping.abort();
		this.#wake();
		if (this.live !== undefined) await this.#quit(this.live);
		this.#link?.fail(new ClosedError("The client was closed."));
		await this.#running;
		if (this.#status.state !== "closed") this.#setStatus({ state: "closed" });
	}

	async #quit(link: Link): Promise<void> {
		const timeout = Promise.withResolvers<void>();
		const cancel = this.#options.clock.after(quitTimeoutMs, timeout.resolve);
		// Whether it is answered or not, we are leaving.
		await Promise.race([link.call("quit", {}).catch(() => {}), timeout.promise]);
		cancel();
	}

	async #run(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			const end = await this.#tryOnce(signal);
			this.#link = undefined;
			if (signal.aborted) return;
			if (this.#isAnew) {
				this.#isAnew = false;
				continue;
			}
			const problem = describeProblem(end.error, this.#options.address);
			if (this.#isFinal(end.error))
				return this.#setStatus({ state: "closed", problem, ...codeOf(end.error) });
			await this.#wait(end, problem);
		}
	}

	async #tryOnce(signal: AbortSignal): Promise<LinkEnd> {
		const { clock, handshake, onLive, onLost } = this.#options;
		this.#attempt++;
		this.#setStatus({ state: "connecting", attempt: this.#attempt });
		let link: Link | undefined;
		try {
			link = await this.#open(signal);
			this.#link = link;
			await handshake(link, (status) => this.#setStatus(status));
			const liveSince = clock.now();
			this.#hasBeenLive = true;
			this.#setLive();
			onLive(link);
			// The answer to hello was held up by all that happens only once.
			this.#measure(link);
			const end = await link.ended;
			if (clock.now() - liveSince >= provenAfterMs) this.#attempt = 0;
			return end;
		} catch (error) {
			link?.fail(toError(error));
			return error instanceof RequestError ? { error } : (link?.end ?? { error: toError(error) });
		} finally {
			this.lag.startOver();
			onLost();
		}
	}

	#open(signal: AbortSignal): Promise<Link> {
		const { address, dial, clock, onNotification } = this.#options;
		const onResult = (method: MethodName, tookMs: number) => this.#onResult(method, tookMs);
		return Link.open({ address, dial, clock, signal, onNotification, onResult });
	}

	#onResult(method: MethodName, tookMs: number): void {
		this.lag.take(method, tookMs);
		const link = this.live;
		if (link === undefined) return;
		if (method === "ping") this.#setLive();
		// Where there is never a silence nothing else pings, and an ack is to be compared with the line of now.
		const isOld = this.#options.clock.now() - this.#measuredAt >= pingAfterMs;
		if (method === "post" && isOld) this.#measure(link);
	}

	#measure(link: Link): void {
		this.#measuredAt = this.#options.clock.now();
		// Whether the line is dead is the heartbeat's business.
		link.call("ping", {}).catch(() => {});
	}

	async #wait({ error, reconnectAfterMs }: LinkEnd, problem: string): Promise<void> {
		const { clock, random } = this.#options;
		const attempt = Math.max(1, this.#attempt);
		const notBeforeMs =
			reconnectAfterMs ?? (error instanceof RequestError ? error.retryAfterMs : 0);
		const delayMs = reconnectDelayMs(attempt, random, notBeforeMs);
		const woken = Promise.withResolvers<void>();
		this.#wake = woken.resolve;
		const cancel = clock.after(delayMs, woken.resolve);
		this.#setStatus({ state: "waiting", retryAtMs: clock.now() + delayMs, problem, attempt });
		await woken.promise;
		cancel();
	}

	#isFinal(error: Error): boolean {
		// However long it went well: somebody has to decide.
		if (isTrustError(error)) return true;
		if (!(error instanceof RequestError) || error.isRetryable) return false;
		return !this.#hasBeenLive || isLastWord(error.code);
	}

	#setLive(): void {
		const { roundTripMs } = this.lag;
		this.#setStatus({
			state: "live",
			...(roundTripMs === undefined ? {} : { roundTripMs }),
			...(this.#isPlain() ? { isPlain: true } : {}),
		});
	}

	#isPlain(): boolean {
		return this.#link?.serverKey === undefined && !isLoopback(this.#options.address);
	}

	#setStatus(status: ConnectionStatus): void {
		this.#status = status;
		this.#options.onStatus(status);
	}
}

/** What a program decides by when a connection ended for good. */
function codeOf(error: Error): { code?: string; fingerprint?: string } {
	if (error instanceof RequestError) return { code: error.code };
	if (!isTrustError(error)) return {};
	const { code } = error;
	const fingerprint = shownFingerprint(error);
	return fingerprint === undefined ? { code } : { code, fingerprint };
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
