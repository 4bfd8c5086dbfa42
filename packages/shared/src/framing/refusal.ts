import type { Decoded, RefusalCode } from "./frame.ts";
import { bodyLimitBytes, frameLimitBytes, nestingLimit } from "./limits.ts";

const messages: Readonly<Record<RefusalCode, string>> = {
	frame_too_long: `A frame may be at most ${frameLimitBytes} bytes; this one is longer.`,
	not_utf8: "A frame must be UTF-8; this one has other bytes.",
	not_json: "A frame must be one JSON object on one line; this line is not JSON.",
	not_an_object: "A frame must be a JSON object; this one is another kind of value.",
	too_deep: `A frame may nest at most ${nestingLimit} objects and arrays; this one nests more.`,
	lone_surrogate: "Text in a frame must be whole characters; this one has a lone surrogate.",
	unsafe_integer: `A number in a frame must be finite, and an integer at most ${Number.MAX_SAFE_INTEGER} either way; this one has a larger number.`,
	bad_body_length: `The member "body" must be the number of bytes that follow, an integer from 0 to ${bodyLimitBytes}.`,
	body_too_long: `A body may be at most ${bodyLimitBytes} bytes; this one is longer.`,
};

/** Says which rule a frame broke, in a sentence for the person who wrote the other side. */
export function toRefusal(code: RefusalCode, fatal: boolean): Decoded {
	return { type: "refusal", refusal: { code, message: messages[code], fatal } };
}
