import { Buffer } from "node:buffer";

// Most frames are about 150 bytes, so what is left of one at the end of a chunk seldom grows twice.
const firstCapacity = 256;

const nothing = Buffer.alloc(0);

/** Bytes that arrived in pieces, copied into a buffer of our own so that no chunk stays in memory. */
export class GrowingBytes {
	#buffer: Buffer = nothing;
	#length = 0;
	#copiedBytes = 0;

	get length(): number {
		return this.#length;
	}

	/** Memory taken, used or not. */
	get capacity(): number {
		return this.#buffer.length;
	}

	/** All bytes ever copied, for tests of the cost. */
	get copiedBytes(): number {
		return this.#copiedBytes;
	}

	/** Adds a piece; the caller has made sure that the whole stays within `limit`. */
	append(piece: Uint8Array, limit: number): void {
		const length = this.#length + piece.length;
		if (length > this.#buffer.length) this.#grow(length, limit);
		this.#buffer.set(piece, this.#length);
		this.#copiedBytes += piece.length;
		this.#length = length;
	}

	/** Hands over what was collected and starts empty, so an idle connection holds nothing. */
	take(): Buffer {
		const taken = this.#buffer.subarray(0, this.#length);
		this.#buffer = nothing;
		this.#length = 0;
		return taken;
	}

	#grow(needed: number, limit: number): void {
		// Doubling makes the copying linear in the end; the limit bounds the last step.
		const capacity = Math.max(needed, firstCapacity, this.#buffer.length * 2);
		// Slow: a slice of Node's shared pool would pin the pool.
		const grown = Buffer.allocUnsafeSlow(Math.min(limit, capacity));
		grown.set(this.#buffer.subarray(0, this.#length));
		this.#copiedBytes += this.#length;
		this.#buffer = grown;
	}
}
