/** So many small buffers in a row become one. */
const looseBuffers = 256;

/** What is shared with other readers or large anyway is not copied. */
const joinedBytes = 64 * 1024;

/** Bytes that wait, in either direction, taken from the front piece by piece. */
export class ByteQueue {
	#buffers: Buffer[] = [];
	#bytes = 0;
	/** How many buffers at the end have not been looked at for joining. */
	#loose = 0;

	/** How many bytes wait. */
	get bytes(): number {
		return this.#bytes;
	}

	add(bytes: Buffer): void {
		this.#buffers.push(bytes);
		this.#bytes += bytes.length;
		if (++this.#loose >= looseBuffers) this.#join();
	}

	/** Takes up to `limit` bytes off the front, cutting a buffer where need be. */
	take(limit: number): Buffer[] {
		if (this.#bytes <= limit) {
			const all = this.#buffers;
			this.clear();
			return all;
		}
		let left = limit;
		const taken: Buffer[] = [];
		const rest = this.#buffers.findIndex((buffer) => {
			const piece = buffer.subarray(0, left);
			taken.push(piece);
			left -= piece.length;
			return left === 0;
		});
		const cut = taken.at(-1)?.length ?? 0;
		const remainder = this.#buffers[rest]?.subarray(cut);
		this.#buffers = this.#buffers.slice(rest + 1);
		if (remainder !== undefined && remainder.length > 0) this.#buffers.unshift(remainder);
		this.#bytes -= limit;
		this.#loose = Math.min(this.#loose, this.#buffers.length);
		return taken;
	}

	clear(): void {
		this.#buffers = [];
		this.#bytes = 0;
		this.#loose = 0;
	}

	/** A small buffer costs many times its bytes: its object, and the pool of 8 KiB that it keeps alive. */
	#join(): void {
		const loose = this.#buffers.slice(-this.#loose);
		const bytes = loose.reduce((sum, { length }) => sum + length, 0);
		if (bytes <= joinedBytes)
			this.#buffers.splice(-this.#loose, this.#loose, Buffer.concat(loose, bytes));
		this.#loose = 0;
	}
}
