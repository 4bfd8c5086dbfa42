/** Bytes that wait for one reader, taken from the front piece by piece. */
export class SendQueue {
	#buffers: Buffer[] = [];
	#bytes = 0;

	/** How many bytes wait. */
	get bytes(): number {
		return this.#bytes;
	}

	add(bytes: Buffer): void {
		this.#buffers.push(bytes);
		this.#bytes += bytes.length;
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
		return taken;
	}

	clear(): void {
		this.#buffers = [];
		this.#bytes = 0;
	}
}
