import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type SecureContext, TLSSocket } from "node:tls";
import { serverLimits } from "../limits.ts";
import { ByteQueue } from "./byte-queue.ts";

const nothing = Buffer.alloc(0);

/** Connections with something to send in this turn of the loop: each gets one write, however much it was given. */
const dirty = new Set<Connection>();

/** Connections with a piece on its way into the kernel: of the others nobody can tell whether they stall. */
const writing = new Set<Connection>();

/** Called from time to time with `performance.now()`: notices the peers that take nothing, and gives them up in the end. */
export function checkStalls(now: number): void {
	for (const connection of writing) connection.checkStall(now);
}

const doNothing = (): void => {};

function flushDirty(): void {
	const now = [...dirty];
	// First: what a flush brings about may be sent in the next turn.
	dirty.clear();
	for (const connection of now) connection.flush();
}

/**
 * One peer's byte pipe. What is given to `send` in one turn of the loop goes out in one write; what the
 * peer does not take waits here, and goes out piece by piece as it does. `isSlow` says that too much
 * waits, or for too long; whoever has data that can be fetched again stops sending then.
 */
export class Connection {
	/** The peer, for the log and for limits by address. */
	readonly address: string;
	/** Whether the peer is on this machine, and being there counts. */
	readonly isLocal: boolean;
	/** Called once when a slow connection has taken everything that waited. */
	onDrained: () => void = doNothing;
	/** Called once when the peer is gone or the connection was ended. */
	onClosed: () => void = doNothing;
	readonly #tcp: Socket;
	/** What is read and written: the same, or TLS over it. */
	#socket: Socket;
	readonly #queue = new ByteQueue();
	#queueLimitBytes: number = serverLimits.strangerQueueBytes;
	#slow = false;
	#ending = false;
	/** When the peer last took a piece, while another is on its way. */
	#takenAt = 0;
	#waiters: (() => void)[] | undefined;

	constructor(socket: Socket, { trustLoopback = true } = {}) {
		this.#tcp = socket;
		this.#socket = socket;
		this.address = socket.remoteAddress ?? "unknown";
		this.isLocal = trustLoopback && isLoopback(this.address);
		// It comes once, and `once` would keep two objects more for each connection.
		socket.on("close", () => {
			dirty.delete(this);
			writing.delete(this);
			this.#queue.clear();
			this.#wake();
			this.onClosed();
		});
	}

	/** Hears what the peer sends, and its end of sending. */
	listen(onBytes: (chunk: Buffer) => void, onEnd: () => void): void {
		this.#socket.removeAllListeners("data").removeAllListeners("end");
		this.#socket.on("data", onBytes).on("end", onEnd);
	}

	/** Hears what comes next before it goes to whoever listens. */
	listenOnce(onBytes: (chunk: Buffer) => void): void {
		this.#socket.prependOnceListener("data", onBytes);
	}

	/** Whether what is read and written is encrypted. */
	get isSecure(): boolean {
		return this.#socket !== this.#tcp;
	}

	get isDestroyed(): boolean {
		return this.#socket.destroyed;
	}

	/**
	 * Goes on over TLS: `first` is how the peer's hello begins. Until `onSecure` nothing can be said; a peer that
	 * does not get that far, or breaks the rules of TLS later, is cut.
	 */
	encrypt(context: SecureContext, first: Buffer, onSecure: () => void): void {
		// What stays with the socket TLS takes from there.
		this.#tcp.removeAllListeners("data").removeAllListeners("end").pause().unshift(first);
		const secured = new TLSSocket(this.#tcp, { isServer: true, secureContext: context });
		secured.once("secure", onSecure);
		const cut = (error: Error) => this.#tcp.destroy(error);
		// Of what breaks the rules of TLS, a socket that no tls.Server made tells by the second event alone.
		secured.on("error", cut).on("_tlsError", cut);
		this.#socket = secured;
		// Without reading, an end half way would not be noticed.
		this.listen(
			() => {},
			() => this.destroy(),
		);
	}

	/** Queues bytes for the one write of this turn. After the end of the connection it does nothing. */
	send(bytes: Buffer): void {
		if (this.#ending || !this.#socket.writable) return;
		if (dirty.size === 0) setImmediate(flushDirty);
		dirty.add(this);
		this.#queue.add(bytes);
		if (this.#queue.bytes > this.#queueLimitBytes) this.#slow = true;
	}

	/** Writes what was queued, unless a piece of it is on its way still: the end of that writes the next. */
	flush(): void {
		while (!writing.has(this) && !this.#socket.destroyed) {
			if (this.#queue.bytes === 0) {
				this.#taken();
				return;
			}
			this.#write(this.#queue.take(serverLimits.pieceBytes));
		}
	}

	#write(piece: readonly Buffer[]): void {
		const socket = this.#socket;
		const [first] = piece;
		if (piece.length === 1 && first !== undefined) socket.write(first);
		else {
			socket.cork();
			for (const bytes of piece) socket.write(bytes);
			socket.uncork();
		}
		// Nearly always the kernel has taken all of it already: to be called back for each write would cost as much as
		// all else that is done for one here.
		if (socket.writableLength > 0) this.#awaitTaken();
	}

	/** Goes on when the kernel has taken the piece that was written: what is written after it is done then. */
	#awaitTaken(): void {
		writing.add(this);
		this.#takenAt = performance.now();
		this.#socket.write(nothing, () => {
			writing.delete(this);
			this.flush();
		});
	}

	/** Whether the peer takes less than it is sent; true until it has taken everything that waits. */
	get isSlow(): boolean {
		return this.#slow;
	}

	/** Bytes that the kernel has not taken yet. */
	get waitingBytes(): number {
		return this.#queue.bytes + this.#socket.writableLength;
	}

	/** Resolves in a later turn of the loop, when the peer has taken everything it was sent or is gone. */
	async drained(): Promise<void> {
		await nextTurn();
		if (this.#socket.destroyed || (!writing.has(this) && this.#queue.bytes === 0)) return;
		await new Promise<void>((resolve) => {
			this.#waiters ??= [];
			this.#waiters.push(resolve);
		});
	}

	/** More may wait from now on: somebody has logged in. */
	trust(): void {
		this.#queueLimitBytes = serverLimits.sendQueueBytes;
	}

	/** Stops and starts reading: a peer with too much open waits. */
	pause(): void {
		this.#socket.pause();
	}
	resume(): void {
		this.#socket.resume();
	}

	/** Looks how long the piece that is on its way has not been taken. */
	checkStall(now: number): void {
		if (!writing.has(this)) return;
		const stalledMs = now - this.#takenAt;
		if (stalledMs > serverLimits.stalledMs) this.#slow = true;
		if (stalledMs > serverLimits.goneMs) this.destroy();
	}

	/** Sends what is queued, then closes; a peer that does not close its side in turn is left. */
	end(): void {
		this.#endThen(serverLimits.lingerMs, () => this.#socket.destroy());
	}

	/** As `end`, for a person: `nc` waits for its own input until the connection is reset. */
	hangUp(): void {
		this.#endThen(serverLimits.hangUpMs, () => this.#tcp.resetAndDestroy());
	}

	/** Cuts the connection at once. */
	destroy(): void {
		this.#socket.destroy();
	}

	#endThen(afterMs: number, leave: () => void): void {
		this.#ending = true;
		// Without reading, the peer's own end would not be noticed.
		this.#socket.resume();
		this.#socket.once("finish", () => {
			const timer = setTimeout(leave, afterMs);
			this.#socket.once("close", () => clearTimeout(timer));
		});
		this.flush();
	}

	/** Everything that waited was taken. */
	#taken(): void {
		if (this.#ending) this.#socket.end();
		this.#wake();
		if (!this.#slow) return;
		this.#slow = false;
		this.onDrained();
	}

	#wake(): void {
		const waiters = this.#waiters ?? [];
		this.#waiters = undefined;
		for (const wake of waiters) wake();
	}
}

/** Whether an address is this machine's own, IPv4 mapped into IPv6 included. */
export function isLoopback(address: string): boolean {
	return /^(::ffff:)?127\./.test(address) || address === "::1";
}
