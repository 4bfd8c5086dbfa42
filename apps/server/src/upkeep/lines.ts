import { LineError } from "../journal/sqlite/importer.ts";

/** A line of a file, counted from 1. */
export type Line = { readonly number: number; readonly text: string };

// Far more than the longest line of an export: what is longer is no export, and must not fill the memory.
const limitBytes = 1024 * 1024;
const newline = 0x0a;

/** Cuts bytes into lines of UTF-8, of which it holds one at a time. Throws a `LineError`. */
export async function* readLines(input: AsyncIterable<Buffer>): AsyncGenerator<Line> {
	let number = 1;
	let rest = Buffer.alloc(0);
	for await (const chunk of input) {
		let from = 0;
		for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
			yield toLine(number, Buffer.concat([rest, chunk.subarray(from, end)]));
			rest = Buffer.alloc(0);
			from = end + 1;
			number += 1;
		}
		rest = Buffer.concat([rest, chunk.subarray(from)]);
		if (rest.length > limitBytes) throw new LineError(tooLong, { line: number });
	}
	if (rest.length > 0) yield toLine(number, rest);
}

const tooLong = `it is longer than ${limitBytes} bytes`;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function toLine(number: number, bytes: Uint8Array): Line {
	if (bytes.length > limitBytes) throw new LineError(tooLong, { line: number });
	try {
		return { number, text: utf8.decode(bytes) };
	} catch (cause) {
		throw new LineError("it is not UTF-8", { line: number, cause });
	}
}
