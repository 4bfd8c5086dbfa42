import { z } from "zod";
import type { JsonObject } from "../framing/decoder.ts";
import { type ErrorObject, errorObject, WireError } from "./errors.ts";

/** What the asker of a request chose to know its answer by. */
export type RequestId = string | number;

/** A request as a client sends it (JSON-RPC 2.0 §4). */
export type Request = { readonly id: RequestId; readonly method: string; readonly params: unknown };

const requestId = z.union([z.string().max(64), z.int()]);
const request = z.object({
	jsonrpc: z.literal("2.0"),
	method: z.string(),
	id: requestId.optional(),
	params: z.record(z.string(), z.unknown()).optional(),
});

/** The id in a frame that is not a valid request, so that its refusal can still name it; else null (§5). */
export function idOf(value: JsonObject): RequestId | null {
	const parsed = requestId.safeParse(value.id);
	return parsed.success ? parsed.data : null;
}

/** Reads one frame of a client. A notification (no id) is not answered, so it is not a request: undefined. */
export function parseRequest(value: JsonObject): Request | undefined {
	const parsed = request.safeParse(value);
	if (!parsed.success) throw new WireError("invalid_request", { message: requestProblem(value) });
	const { id, method, params } = parsed.data;
	return id === undefined ? undefined : { id, method, params: params ?? {} };
}

function requestProblem(value: JsonObject): string {
	if (value.jsonrpc !== "2.0") return 'A request must carry "jsonrpc":"2.0".';
	if (typeof value.method !== "string") return 'A request must carry "method", a string.';
	if ("params" in value && idOf(value) !== null) return '"params" must be an object.';
	return '"id" must be a string of at most 64 characters or an exact integer.';
}

/** What a server sends: the answer to a request, or a notification. */
export type ServerFrame =
	| { readonly type: "result"; readonly id: RequestId; readonly result: unknown }
	| { readonly type: "error"; readonly id: RequestId | null; readonly error: ErrorObject }
	| { readonly type: "notification"; readonly method: string; readonly params: unknown };

const response = z.object({ id: requestId, result: z.unknown() });
const failure = z.object({ id: requestId.nullable(), error: errorObject });
const notification = z.object({ method: z.string(), params: z.unknown() });

/** Reads one frame of a server; undefined when it is none of the three, which a client passes over. */
export function parseServerFrame(value: JsonObject): ServerFrame | undefined {
	if ("error" in value) {
		const parsed = failure.safeParse(value);
		return parsed.success ? { type: "error", ...parsed.data } : undefined;
	}
	if ("result" in value) {
		const parsed = response.safeParse(value);
		return parsed.success ? { type: "result", ...parsed.data } : undefined;
	}
	const parsed = notification.safeParse(value);
	return parsed.success ? { type: "notification", ...parsed.data } : undefined;
}

/** The envelope of a request. */
export function requestEnvelope(id: RequestId, method: string, params: object): object {
	return { jsonrpc: "2.0", id, method, params };
}

/** The envelope of an answer. */
export function resultEnvelope(id: RequestId, result: unknown): object {
	return { jsonrpc: "2.0", id, result };
}

/** The envelope of a refusal; `id` is null where the request could not be read (§5). */
export function errorEnvelope(id: RequestId | null, error: ErrorObject): object {
	return { jsonrpc: "2.0", id, error };
}

/** The envelope of a notification. */
export function notificationEnvelope(method: string, params: object): object {
	return { jsonrpc: "2.0", method, params };
}
