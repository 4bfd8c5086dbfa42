import { decodeUtf8, incompleteTail } from "./utf8.ts";

/** The most of one paste that is kept; the rest is read and dropped. */
export const pasteLimitBytes = 1024 * 1024;

function normalizeNewlines(text: string): string {
	return text.replace(/\r\n?/g, "\n");
}

/** Collects one paste, whatever the pieces it comes in. */
export class PasteBuffer {
	#kept = "";
	#room = pasteLimitBytes;
	#isCut = false;

	get isEmpty(): boolean {
		return this.#kept === "";
	}

	/** Whether there was more than is kept. */
	get isCut(): boolean {
		return this.#isCut;
	}

	add(bytes: string): void {
		const taken = bytes.slice(0, this.#room);
		this.#room -= taken.length;
		this.#isCut ||= taken.length < bytes.length;
		this.#kept += taken;
	}

	/** What has come so far; half a character and half a line end stay for the next time. */
	take(): string {
		const held = this.#kept.endsWith("\r") ? 1 : incompleteTail(this.#kept);
		const whole = this.#kept.length - held;
		const text = decodeUtf8(this.#kept.slice(0, whole));
		this.#kept = this.#kept.slice(whole);
		return normalizeNewlines(text);
	}

	/** All the rest; a character that the limit cut in two is left out. */
	finish(): string {
		const cut = this.#room === 0 ? incompleteTail(this.#kept) : 0;
		return normalizeNewlines(decodeUtf8(this.#kept.slice(0, this.#kept.length - cut)));
	}
}
