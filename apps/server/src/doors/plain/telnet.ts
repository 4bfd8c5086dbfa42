// RFC 854: commands begin with a byte that is in no UTF-8 text.
const iac = 255;
const firstCommand = 240;
const se = 240;
const sb = 250;
const will = 251;
const wont = 252;
const lastOption = 254;
// RFC 857.
const echo = 1;

/** What a server says that will echo what is typed, and does not: so nobody sees it. */
export const hideTyping = Buffer.from([iac, will, echo]);
/** What ends it. */
export const showTyping = Buffer.from([iac, wont, echo]);

type State = "text" | "return" | "command" | "option" | "inside" | "inside command";

/**
 * Takes the commands of telnet out of what a peer sends. Its requests are not answered: whoever does not answer
 * does nothing of what is asked.
 */
export class TelnetReader {
	#state: State = "text";
	#isTelnet = false;

	/** Whether the peer has shown that it knows telnet. */
	get isTelnet(): boolean {
		return this.#isTelnet;
	}

	/** What was typed. */
	take(chunk: Buffer): Buffer {
		if (!this.#isTelnet && this.#state === "text" && !chunk.includes(iac)) return chunk;
		const typed: number[] = [];
		for (const byte of chunk) this.#takeByte(byte, typed);
		return Buffer.from(typed);
	}

	#takeByte(byte: number, typed: number[]): void {
		if (this.#state === "text" || this.#state === "return") this.#takeText(byte, typed);
		else if (this.#state === "command") this.#takeCommand(byte, typed);
		else if (this.#state === "option") this.#state = "text";
		else if (this.#state === "inside") this.#state = byte === iac ? "inside command" : "inside";
		else this.#state = byte === se ? "text" : "inside";
	}

	#takeText(byte: number, typed: number[]): void {
		// Enter is CR NUL where a line is not put together at the other end (RFC 854, The NVT Printer).
		const isEnter = this.#state === "return" && byte === 0;
		if (isEnter) typed.push(10);
		else if (byte !== iac) typed.push(byte);
		if (byte === iac) this.#state = "command";
		else this.#state = this.#isTelnet && byte === 13 ? "return" : "text";
	}

	#takeCommand(byte: number, typed: number[]): void {
		this.#state = "text";
		if (byte < firstCommand || byte === iac) {
			// No command: it is left to whoever reads lines, who takes no such byte.
			typed.push(...(byte === iac ? [iac] : [iac, byte]));
			return;
		}
		this.#isTelnet = true;
		if (byte === sb) this.#state = "inside";
		else if (byte >= will && byte <= lastOption) this.#state = "option";
	}
}
