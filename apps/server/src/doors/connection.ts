import type { Socket } from "node:net";
import { serverLimits } from "../limits.ts";

/** Connections with something to send in this turn of the loop: each gets one write, however much it was given. */
const dirty = new Set<Connection>();

function flushDirty(): void {
	for (const connection of dirty) connection.flush();
	dirty.clear();
}

/**
 * One peer's byte pipe and its send queue. What is given to `send` in one turn of the loop goes out in
 * one write. `isSlow` says that too much waits; whoever has data that can be fetched again stops sending then.
 */
export class Connection {
	/** The peer, for the log and for limits by address. */
	readonly address: string;
	readonly isLoopback: boolean;
	/** Called once when a slow connection has taken everything that waited. */
	onDrained: () => void = () => {};
	/** Called once when the peer is gone or the connection was ended. */
	onClosed: () => void = () => {};
	readonly #socket: Socket;
	#queue: Buffer[] = [];
	#queuedBytes = 0;
	#slow = false;
	#takenBytes = 0;
	#takenAt = Date.now();

	constructor(socket: Socket) {
		this.#socket = socket;
		this.address = socket.remoteAddress ?? "unknown";
		this.isLoopback = isLoopback(this.address);
		socket.on("drain", () => this.#drained());
		socket.once("close", () => {
			dirty.delete(this);
			this.#queue = [];
			this.onClosed();
		});
	}

	/** Hears what the peer sends, and its end of sending. */
	listen(onBytes: (chunk: Buffer) => void, onEnd: () => void): void {
		this.#socket.removeAllListeners("data").removeAllListeners("end");
		this.#socket.on("data", onBytes).on("end", onEnd);
	}

	/** Queues bytes for the one write of this turn. After the end of the connection it does nothing. */
	send(bytes: Buffer): void {
		if (!this.#socket.writable) return;
		if (dirty.size === 0) setImmediate(flushDirty);
		dirty.add(this);
		this.#queue.push(bytes);
		this.#queuedBytes += bytes.length;
	}

	/** Writes what was queued. */
	flush(): void {
		const queue = this.#queue;
		if (queue.length === 0 || this.#socket.destroyed) return;
		this.#queue = [];
		this.#queuedBytes = 0;
		if (this.#socket.writableLength === 0) this.#markTaken();
		this.#socket.cork();
		for (const bytes of queue) this.#socket.write(bytes);
		this.#socket.uncork();
		if (this.waitingBytes > serverLimits.sendQueueBytes) this.#slow = true;
	}

	/** Whether the peer takes less than it is sent; true until it has taken everything that waits. */
	get isSlow(): boolean {
		if (!this.#slow && this.waitingBytes > serverLimits.sendQueueBytes) this.#slow = true;
		return this.#slow;
	}

	/** Bytes that the kernel has not taken yet. */
	get waitingBytes(): number {
		return this.#socket.writableLength + this.#queuedBytes;
	}

	/** Resolves when the peer has taken most of what it was sent, or is gone. */
	drained(): Promise<void> {
		if (!this.#socket.writableNeedDrain) return Promise.resolve();
		return new Promise((resolve) => {
			const done = () => {
				this.#socket.off("drain", done).off("close", done);
				resolve();
			};
			this.#socket.on("drain", done).on("close", done);
		});
	}

	/** Stops and starts reading: a peer with too much open waits. */
	pause(): void {
		this.#socket.pause();
	}
	resume(): void {
		this.#socket.resume();
	}

	/** Called from time to time: notices a peer that takes nothing, and gives it up in the end. */
	checkStall(now: number): void {
		const taken = this.#socket.bytesWritten - this.#socket.writableLength;
		if (this.#socket.writableLength === 0 || taken !== this.#takenBytes) {
			this.#takenBytes = taken;
			this.#takenAt = now;
			// Less than a high-water mark that stalled and was taken makes no "drain".
			if (this.waitingBytes === 0) this.#drained();
			return;
		}
		const stalledMs = now - this.#takenAt;
		if (stalledMs > serverLimits.stalledMs) this.#slow = true;
		if (stalledMs > serverLimits.goneMs) this.destroy();
	}

	/** Sends what is queued, then closes. A peer that does not take it within the time of a stop is cut. */
	end(): void {
		this.flush();
		this.#socket.end();
		// Without reading, its own end would not be noticed.
		this.#socket.resume();
		const cut = setTimeout(() => this.#socket.destroy(), serverLimits.stopMs);
		this.#socket.once("close", () => clearTimeout(cut));
	}

	/** As `end`, for a person: `nc` waits for its own input until the connection is reset. */
	hangUp(): void {
		this.end();
		const reset = setTimeout(() => {
			if (this.#socket.writableFinished) this.#socket.resetAndDestroy();
		}, serverLimits.hangUpMs);
		this.#socket.once("close", () => clearTimeout(reset));
	}

	/** Cuts the connection at once. */
	destroy(): void {
		this.#socket.destroy();
	}

	#markTaken(): void {
		this.#takenAt = Date.now();
		this.#takenBytes = this.#socket.bytesWritten;
	}

	#drained(): void {
		this.#markTaken();
		if (!this.#slow) return;
		this.#slow = false;
		this.onDrained();
	}
}

/** Whether an address is this machine's own, IPv4 mapped into IPv6 included. */
export function isLoopback(address: string): boolean {
	return /^(::ffff:)?127\./.test(address) || address === "::1" || address === "localhost";
}
