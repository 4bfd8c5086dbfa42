import type { Buffer } from "node:buffer";

/** An object as it came off the wire: nothing is known of its members yet. */
export type JsonObject = { readonly [key: string]: unknown };

/** One unit on the wire: a JSON object and, if it has the member `body`, the raw bytes after it. */
export type Frame = { value: JsonObject; body?: Buffer };

/** The rule that a refused frame broke. */
export type RefusalCode =
	| "frame_too_long"
	| "not_utf8"
	| "not_json"
	| "not_an_object"
	| "too_deep"
	| "lone_surrogate"
	| "unsafe_integer"
	| "bad_body_length"
	| "body_too_long";

/** Why a frame was refused; after a fatal one the place of the next frame is not known. */
export type Refusal = { code: RefusalCode; message: string; fatal: boolean };

/** What a decoder makes of the bytes, in their order. */
export type Decoded = { type: "frame"; frame: Frame } | { type: "refusal"; refusal: Refusal };
