import { PassThrough } from "node:stream";
import type { ReadStream } from "node:tty";

/** A keyboard for the renderer on which nothing is ever typed: the keys are read by us. */
export function createSilentInput(): ReadStream {
	const silent = Object.assign(new PassThrough(), {
		isTTY: true,
		isRaw: true,
		fd: 0,
		setRawMode: () => silent,
		ref: () => silent,
		unref: () => silent,
	});
	// The renderer reads only what is declared above; a real ReadStream would need a second terminal.
	return silent as unknown as ReadStream;
}
