import { z } from "zod";
import type { RefusalCode } from "../framing/decoder.ts";

/** One entry of the error catalogue. */
export type ErrorEntry = {
	/** The JSON-RPC error code (JSON-RPC 2.0 §5.1). */
	readonly number: number;
	/** What went wrong, for people. */
	readonly message: string;
	/** Whether sending the same request again can help. */
	readonly retry: "never" | "later";
	/** Whether the server ends the connection after it. */
	readonly closes?: true;
};

const framing = {
	frame_too_long: {
		number: -32700,
		message: "The frame is longer than a frame may be.",
		retry: "never",
		closes: true,
	},
	not_utf8: { number: -32700, message: "The frame is not valid UTF-8.", retry: "never" },
	not_json: { number: -32700, message: "The frame is not JSON.", retry: "never" },
	too_deep: { number: -32700, message: "The frame nests deeper than 16 levels.", retry: "never" },
	lone_surrogate: {
		number: -32700,
		message: "A string holds half of a surrogate pair.",
		retry: "never",
	},
	unsafe_integer: {
		number: -32700,
		message: "A number is outside the range of exact integers.",
		retry: "never",
	},
	not_an_object: {
		number: -32600,
		message: "A frame must be one JSON object; batches are not taken.",
		retry: "never",
	},
	bad_body_length: {
		number: -32600,
		message: "The length of the body is not a whole number.",
		retry: "never",
		closes: true,
	},
	body_too_long: {
		number: -32600,
		message: "The body is longer than a body may be.",
		retry: "never",
		closes: true,
	},
} as const satisfies Record<RefusalCode, ErrorEntry>;

/** Every error the server answers, by its stable name. A name, once released, is never used for another thing. */
export const errors = {
	...framing,
	body_not_allowed: { number: -32600, message: "This method takes no body.", retry: "never" },
	invalid_request: {
		number: -32600,
		message: "The frame is not a JSON-RPC 2.0 request.",
		retry: "never",
	},
	unknown_method: { number: -32601, message: "There is no such method.", retry: "never" },
	invalid_params: {
		number: -32602,
		message: "The parameters do not fit the method.",
		retry: "never",
	},
	internal_error: {
		number: -32603,
		message: "The server made a mistake; it is in its log.",
		retry: "later",
	},
	hello_required: { number: -32000, message: "The first request must be hello.", retry: "never" },
	already_greeted: { number: -32001, message: "hello was said already.", retry: "never" },
	unsupported_protocol: {
		number: -32002,
		message: "The server speaks protocol 1 only.",
		retry: "never",
		closes: true,
	},
	login_required: { number: -32003, message: "Log in first.", retry: "never" },
	already_logged_in: {
		number: -32004,
		message: "This connection is logged in already.",
		retry: "never",
	},
	auth_unsupported: {
		number: -32005,
		message: "This server does not take that way of logging in.",
		retry: "never",
	},
	guests_not_allowed: {
		number: -32006,
		message: "This server does not let guests in.",
		retry: "never",
	},
	token_invalid: {
		number: -32007,
		message: "The token is not valid any more; log in anew.",
		retry: "never",
	},
	name_taken: { number: -32008, message: "That name is in use.", retry: "never" },
	no_such_account: { number: -32009, message: "There is no such account.", retry: "never" },
	no_such_room: { number: -32010, message: "There is no such room.", retry: "never" },
	room_exists: { number: -32011, message: "There is such a room already.", retry: "never" },
	not_a_member: { number: -32012, message: "You are not a member of that room.", retry: "never" },
	not_allowed: { number: -32013, message: "You may not do that.", retry: "never" },
	id_conflict: {
		number: -32014,
		message: "That message id belongs to another message.",
		retry: "never",
	},
	unknown_seq: { number: -32015, message: "The room has no event with that seq.", retry: "never" },
	rate_limited: { number: -32016, message: "Too many requests; wait a little.", retry: "later" },
	too_many_connections: {
		number: -32017,
		message: "Too many connections have not logged in.",
		retry: "later",
		closes: true,
	},
	login_timeout: {
		number: -32018,
		message: "Nobody logged in in time.",
		retry: "later",
		closes: true,
	},
	storage_unavailable: {
		number: -32019,
		message: "The server cannot store anything now; nothing was kept.",
		retry: "later",
	},
	tls_required: {
		number: -32021,
		message: "This server takes encrypted connections only: speak TLS 1.3 on the same port.",
		retry: "never",
		closes: true,
	},
	wrong_password: {
		number: -32022,
		message: "The name or the password is wrong.",
		retry: "never",
	},
	password_required: {
		number: -32023,
		message: "That name belongs to an account: log in with its password.",
		retry: "never",
	},
	invite_required: {
		number: -32024,
		message: "This server takes nobody in without an invitation.",
		retry: "never",
	},
	invite_invalid: {
		number: -32025,
		message: "The invitation is not valid: it was used, has run out, or never was one.",
		retry: "never",
	},
	weak_password: { number: -32026, message: "The password is too easy.", retry: "never" },
	banned: { number: -32027, message: "You are banned from here.", retry: "never" },
	muted: { number: -32028, message: "You are muted in that room.", retry: "never" },
	read_only: { number: -32029, message: "Only moderators speak in that room.", retry: "never" },
	archived: { number: -32030, message: "That room is archived.", retry: "never" },
	slow_mode: {
		number: -32031,
		message: "That room is in slow mode; wait a little.",
		retry: "later",
	},
	account_disabled: {
		number: -32032,
		message: "This account is disabled; ask whoever runs the server.",
		retry: "never",
	},
	no_such_device: { number: -32033, message: "There is no such device.", retry: "never" },
	no_such_act: { number: -32034, message: "There is no such act.", retry: "never" },
	cannot_undo: { number: -32035, message: "That act cannot be undone.", retry: "never" },
	device_ended: {
		number: -32036,
		message: "This device was signed out; log in anew.",
		retry: "never",
		closes: true,
	},
	search_too_slow: {
		number: -32037,
		message: "That search takes too long: add a word, or say in which room.",
		retry: "never",
	},
	shutting_down: { number: -32020, message: "The server is going down.", retry: "later" },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;

/** What a refusal may carry besides its sentence. */
export type RefusalDetails = {
	/** A sentence for people that says more than the one of the catalogue. */
	readonly message?: string;
	/** When trying again makes sense, in milliseconds. */
	readonly retryAfterMs?: number;
	readonly cause?: unknown;
};

/** A refusal from the catalogue: the request is answered with it and nothing happened. */
export class WireError extends Error {
	override readonly name = "WireError";
	readonly code: ErrorCode;
	readonly retryAfterMs: number | undefined;

	constructor(code: ErrorCode, details: RefusalDetails = {}) {
		super(details.message ?? errors[code].message, { cause: details.cause });
		this.code = code;
		this.retryAfterMs = details.retryAfterMs;
	}
}

/** The `error` member of a response. `data.code` is the name to decide by; an older client may meet one it does not know. */
export const errorObject = z.object({
	code: z.int(),
	message: z.string(),
	data: z.object({ code: z.string(), retryAfterMs: z.number().min(0).optional() }).optional(),
});
export type ErrorObject = z.output<typeof errorObject>;

/** The `error` member that tells a client of `refusal`. */
export function toErrorObject(refusal: WireError): ErrorObject {
	const { code, message, retryAfterMs } = refusal;
	return {
		code: errors[code].number,
		message,
		data: { code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
	};
}
