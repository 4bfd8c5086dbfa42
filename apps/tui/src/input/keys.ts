import { readEscape, readUnfinished } from "./escape.ts";
import type { InputEvent } from "./event.ts";
import { createKey } from "./event.ts";
import { isControl, toControlKey } from "./named-keys.ts";
import { PasteBuffer } from "./paste.ts";
import type { Token } from "./token.ts";
import { createToken } from "./token.ts";
import { decodeUtf8, incompleteTail, toBinary } from "./utf8.ts";

const esc = "\x1b";
const pasteEnd = "\x1b[201~";
/** Ctrl+C as a byte, and as the kitty protocol has it. */
const ctrlC: readonly string[] = ["\x03", "\x1b[99;5u"];
// Longer than any answer we ask for; a longer one is swallowed, so that what is held back stays small.
const sequenceLimitBytes = 16 * 1024;

function readText(input: string): Token | undefined {
	let end = 1;
	while (end < input.length && !isControl(input.charCodeAt(end))) {
		end++;
	}
	const held = end === input.length ? incompleteTail(input) : 0;
	if (held === end) {
		return undefined;
	}
	// C1 controls move the cursor of some terminals; nobody types them.
	const text = decodeUtf8(input.slice(0, end - held)).replace(/[\u0080-\u009f]/g, "");
	return text === "" ? createToken(end - held) : createToken(end - held, { type: "text", text });
}

function readToken(input: string): Token | undefined {
	const code = input.charCodeAt(0);
	if (input.startsWith(esc)) {
		return readEscape(input);
	}
	return isControl(code) ? createToken(1, toControlKey(code)) : readText(input);
}

function overlap(text: string, ending: string): number {
	let length = Math.min(text.length, ending.length - 1);
	while (!text.endsWith(ending.slice(0, length))) {
		length--;
	}
	return length;
}

/** Turns the bytes of a terminal into input events, however the bytes are cut. */
export class KeyDecoder {
	#rest = "";
	#paste: PasteBuffer | undefined;
	#overlong = false;
	#flushed = false;

	/** True while bytes are held back that `flush` would deliver. */
	get pending(): boolean {
		if (this.#paste !== undefined) {
			return !(this.#paste.isEmpty || this.#flushed);
		}
		return this.#rest.startsWith(esc) && !this.#flushed;
	}

	/** Takes bytes as they come and returns what is certain by now. */
	push(chunk: Uint8Array): InputEvent[] {
		const bytes = toBinary(chunk);
		if (bytes === "") {
			return [];
		}
		if (this.#flushed && this.#paste !== undefined && ctrlC.includes(bytes)) {
			return this.#abandonPaste(this.#paste);
		}
		this.#flushed = false;
		this.#rest += bytes;
		return this.#read();
	}

	/** Decides what silence decides: a lone ESC is Escape; a paste under way is delivered so far. */
	flush(): InputEvent[] {
		this.#flushed = true;
		if (this.#paste !== undefined) {
			// The paste stays open: over a slow line the rest still comes, and its line ends must not send.
			return toPasteEvents(this.#paste.take(), false);
		}
		const events = readUnfinished(this.#rest);
		if (events === undefined) {
			return [];
		}
		this.#rest = "";
		return [...events];
	}

	#read(): InputEvent[] {
		const events: InputEvent[] = [];
		while (this.#rest !== "") {
			const found = this.#paste === undefined ? this.#next() : this.#nextOfPaste(this.#paste);
			if (found === undefined) {
				break;
			}
			for (const event of found) {
				events.push(event);
			}
		}
		this.#bound();
		return events;
	}

	#next(): readonly InputEvent[] | undefined {
		const token = readToken(this.#rest);
		if (token === undefined) {
			return undefined;
		}
		const isSequence = this.#rest.startsWith(esc);
		const dropped = isSequence && (this.#overlong || token.length > sequenceLimitBytes);
		this.#overlong = false;
		this.#rest = this.#rest.slice(token.length);
		if (token.opensPaste === true && !dropped) {
			this.#paste = new PasteBuffer();
		}
		return dropped ? [] : token.events;
	}

	#nextOfPaste(paste: PasteBuffer): InputEvent[] | undefined {
		const end = this.#rest.indexOf(pasteEnd);
		if (end === -1) {
			const whole = this.#rest.length - overlap(this.#rest, pasteEnd);
			paste.add(this.#rest.slice(0, whole));
			this.#rest = this.#rest.slice(whole);
			return undefined;
		}
		paste.add(this.#rest.slice(0, end));
		this.#rest = this.#rest.slice(end + pasteEnd.length);
		this.#paste = undefined;
		return toPasteEvents(paste.finish(), paste.isCut);
	}

	// Keeps only enough of an endless sequence to know where it ends.
	#bound(): void {
		if (this.#rest.length > sequenceLimitBytes) {
			this.#overlong = true;
			this.#rest = this.#rest.slice(0, 4) + (this.#rest.endsWith(esc) ? esc : "");
		}
	}

	// The way out when a paste's end was lost on the line: without it Enter would never send again.
	#abandonPaste(paste: PasteBuffer): InputEvent[] {
		paste.add(this.#rest);
		this.#rest = "";
		this.#paste = undefined;
		const key = createKey("c", { ctrl: true });
		return [...toPasteEvents(paste.finish(), paste.isCut), { type: "key", key }];
	}
}

function toPasteEvents(text: string, isCut: boolean): InputEvent[] {
	if (isCut) return [{ type: "paste", text, cut: true }];
	return text === "" ? [] : [{ type: "paste", text }];
}
