import { readFileSync } from "node:fs";

/** One system call as strace saw it. */
export type Call = {
	readonly name: string;
	/** Its place in the trace when it was entered, and when it had returned: infinite if it never did. */
	readonly start: number;
	end: number;
	/** What it was done to: the path of its descriptor, or its first string. */
	readonly path: string;
	/** What was written or read: its strings, one after another. */
	bytes: Buffer;
	/** The text behind the last string: numbers, flags. */
	readonly rest: string;
	result: number;
};

/** The options under which strace writes what `readTrace` reads: descriptors with their paths, and every byte. */
export function traceOptions(file: string, calls: string): string[] {
	return ["-y", "-xx", "-s", "1000000", "-e", `trace=${calls}`, "-e", "signal=none", "-o", file];
}

/** The system calls in a trace, in the order in which they were entered. */
export function readTrace(file: string): Call[] {
	const calls: Call[] = [];
	/** The call that each thread is in. */
	const unfinished = new Map<string, Call>();
	for (const [place, line] of readFileSync(file, "latin1").split("\n").entries()) {
		const thread = line.slice(0, line.indexOf(" "));
		const text = line.slice(thread.length).trimStart();
		if (text.startsWith("<... ")) {
			const call = unfinished.get(thread);
			unfinished.delete(thread);
			if (call === undefined) continue;
			// What was read is known when it returns only.
			call.bytes = Buffer.concat([call.bytes, stringsIn(text)]);
			finish(call, place, text);
		} else if (/^\w+\(/.test(text)) {
			const call = parseCall(text, place);
			calls.push(call);
			if (text.endsWith("<unfinished ...>")) unfinished.set(thread, call);
			else finish(call, place, text);
		}
	}
	return calls;
}

function parseCall(text: string, place: number): Call {
	const name = text.slice(0, text.indexOf("("));
	const args = text.slice(name.length + 1);
	const bytes = stringsIn(args);
	const descriptor = /^\d+<([^>]*)>/.exec(args)?.[1];
	const path = descriptor === undefined ? bytes.toString() : readable(descriptor);
	const rest = args.slice(args.lastIndexOf('"') + 1);
	return { name, start: place, end: Number.POSITIVE_INFINITY, path, bytes, rest, result: -1 };
}

function finish(call: Call, place: number, text: string): void {
	call.end = place;
	call.result = Number(/\) += (-?\d+)/.exec(text.slice(text.lastIndexOf(") ")))?.[1] ?? -1);
}

function stringsIn(text: string): Buffer {
	const strings = text.split('"').filter((_, index) => index % 2 === 1);
	return Buffer.concat(strings.map(fromHex));
}

function readable(path: string): string {
	return path.includes("\\x") ? fromHex(path).toString() : path;
}

function fromHex(text: string): Buffer {
	return Buffer.from(text.replaceAll("\\x", ""), "hex");
}

/** Whether a call makes sure that what was written before is on the disk. */
export function isSync({ name }: Call): boolean {
	return name === "fsync" || name === "fdatasync";
}

/** The last argument of a call that ends with a number: an offset, a length. */
export function lastNumber({ rest }: Call): number {
	return Number(/(\d+)(?:\) +=| <unfinished)/.exec(rest)?.[1]);
}
