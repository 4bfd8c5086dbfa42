import { Buffer } from "node:buffer";
import type { Decoded, JsonObject } from "./frame.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { frameLimitBytes } from "./limits.ts";
import { parseLine } from "./line.ts";
import { toRefusal } from "./refusal.ts";

export type { Decoded, Frame, JsonObject, Refusal, RefusalCode } from "./frame.ts";

const newline = 0x0a;

type State =
	| { at: "line" }
	| { at: "body"; value: JsonObject; lengthBytes: number }
	| { at: "lost" };

/** Turns the bytes of one connection, however they are cut, into its frames. */
export class FrameDecoder {
	#state: State = { at: "line" };
	#examinedBytes = 0;
	// Never longer than the limit of what it is collecting: a line, or the body announced.
	readonly #held = new GrowingBytes();

	/** Memory kept between two chunks for a frame that is not yet whole. */
	get heldBytes(): number {
		return this.#held.capacity;
	}

	/** Bytes searched and bytes copied since the start, for tests of the cost. */
	get work(): { examinedBytes: number; copiedBytes: number } {
		return { examinedBytes: this.#examinedBytes, copiedBytes: this.#held.copiedBytes };
	}

	/** Takes the next bytes. Keeps none of `chunk`, and never throws whatever is in it. */
	push(chunk: Uint8Array): Decoded[] {
		const bytes = Buffer.isBuffer(chunk)
			? chunk
			: Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		const decoded: Decoded[] = [];
		let at = 0;
		while (at < bytes.length) {
			if (this.#state.at === "lost") break;
			at =
				this.#state.at === "line"
					? this.#takeLine(bytes, at, decoded)
					: this.#takeBody(bytes.subarray(at), this.#state, decoded) + at;
		}
		return decoded;
	}

	#takeLine(bytes: Buffer, start: number, decoded: Decoded[]): number {
		const found = bytes.indexOf(newline, start);
		const end = found === -1 ? bytes.length : found;
		this.#examinedBytes += end - start;
		if (this.#held.length + end - start > frameLimitBytes) {
			this.#accept(toRefusal("frame_too_long", true), decoded);
		} else if (found === -1) {
			this.#held.append(bytes.subarray(start), frameLimitBytes);
		} else if (this.#held.length === 0) {
			this.#accept(parseLine(bytes, start, end), decoded);
		} else {
			this.#held.append(bytes.subarray(start, end), frameLimitBytes);
			const line = this.#held.take();
			this.#accept(parseLine(line, 0, line.length), decoded);
		}
		return end + 1;
	}

	#takeBody(
		bytes: Buffer,
		{ value, lengthBytes }: State & { at: "body" },
		decoded: Decoded[],
	): number {
		const taken = Math.min(bytes.length, lengthBytes - this.#held.length);
		this.#held.append(bytes.subarray(0, taken), lengthBytes);
		if (this.#held.length === lengthBytes) this.#finishBody(value, decoded);
		return taken;
	}

	#finishBody(value: JsonObject, decoded: Decoded[]): void {
		decoded.push({ type: "frame", frame: { value, body: this.#held.take() } });
		this.#state = { at: "line" };
	}

	#accept(result: Decoded | undefined, decoded: Decoded[]): void {
		if (result === undefined) return;
		if (result.type === "refusal") {
			decoded.push(result);
			if (result.refusal.fatal) this.#stop();
			return;
		}
		const { value } = result.frame;
		const lengthBytes = value.body;
		if (typeof lengthBytes !== "number") decoded.push(result);
		else if (lengthBytes === 0) this.#finishBody(value, decoded);
		else this.#state = { at: "body", value, lengthBytes };
	}

	#stop(): void {
		this.#held.take();
		this.#state = { at: "lost" };
	}
}
