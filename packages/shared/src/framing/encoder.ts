import { Buffer } from "node:buffer";
import { bodyLimitBytes, frameLimitBytes } from "./limits.ts";

/** Thrown when we ourselves made a frame that no peer would take: a bug on this side. */
export class FrameTooLongError extends RangeError {
	override readonly name = "FrameTooLongError";
}

/** Makes the bytes of one frame, once for any number of sockets. */
export function encodeFrame(value: object, body?: Uint8Array): Buffer {
	if (body === undefined) return encodeLine(value);
	if (body.length > bodyLimitBytes)
		throw new FrameTooLongError(
			`A body may be at most ${bodyLimitBytes} bytes; this one has ${body.length}.`,
		);
	return Buffer.concat([encodeLine({ ...value, body: body.length }), body]);
}

function encodeLine(value: object): Buffer {
	const line = Buffer.from(`${JSON.stringify(value)}\n`);
	const lengthBytes = line.length - 1;
	if (lengthBytes > frameLimitBytes)
		throw new FrameTooLongError(
			`A frame may be at most ${frameLimitBytes} bytes; this one has ${lengthBytes}.`,
		);
	return line;
}
