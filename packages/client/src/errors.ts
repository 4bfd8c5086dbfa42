import { type ErrorCode, type ErrorObject, errors } from "@partyline/shared/protocol/errors";
import { boundedDelayMs } from "./reconnect.ts";

/** The line could not be opened, broke, or carried what no partyline server says. */
export class ConnectionError extends Error {
	override readonly name = "ConnectionError";
}

/** What was asked cannot be answered: there is no connection now, or the client was closed. */
export class ClosedError extends Error {
	override readonly name = "ClosedError";
}

/** The server took the request and did not answer it in time. Whether it was done is unknown. */
export class TimeoutError extends Error {
	override readonly name = "TimeoutError";
}

/** The disk of this machine refused what must be kept. */
export class StorageError extends Error {
	override readonly name = "StorageError";
}

/** A reader of events let so many pile up that the rest was given up. */
export class OverrunError extends Error {
	override readonly name = "OverrunError";
}

/** The server, or the check before sending, refused a request. Decide by `code`, show `message`. */
export class RequestError extends Error {
	override readonly name = "RequestError";
	/** The stable symbolic name: an `ErrorCode`, or one that only a newer server knows. */
	readonly code: ErrorCode | (string & {});
	/** When the same request makes sense again, in milliseconds from now. */
	readonly retryAfterMs: number | undefined;

	constructor(code: string, message: string, retryAfterMs?: number) {
		super(message);
		this.code = code;
		this.retryAfterMs = retryAfterMs;
	}

	/** Whether the same request can succeed later. A code that is not known here counts as final. */
	get isRetryable(): boolean {
		return this.retryAfterMs !== undefined || retryOf(this.code) === "later";
	}
}

function retryOf(code: string): "never" | "later" {
	return isErrorCode(code) ? errors[code].retry : "never";
}

function isErrorCode(code: string): code is ErrorCode {
	return Object.hasOwn(errors, code);
}

/** Refusals after which coming back is no use, however long it went well: somebody has to do something. */
const lastWords: ReadonlySet<string> = new Set<ErrorCode>([
	"token_invalid",
	"device_ended",
	"account_disabled",
	"banned",
	"password_required",
	"wrong_password",
	"weak_password",
	"invite_required",
	"invite_invalid",
	"guests_not_allowed",
]);

/** Whether a client that was let in before stays away after this refusal. */
export function isLastWord(code: string): boolean {
	return lastWords.has(code);
}

/** What a connection ends by, whatever went wrong over it. */
export function toConnectionError(cause: unknown): ConnectionError {
	if (cause instanceof ConnectionError) return cause;
	const message = cause instanceof Error ? cause.message : String(cause);
	return new ConnectionError(message, { cause });
}

/** The error that tells a caller of a refusal read from the wire. */
export function toRequestError(error: ErrorObject): RequestError {
	const code = error.data?.code ?? `json_rpc_${error.code}`;
	const retryAfterMs = error.data?.retryAfterMs;
	return new RequestError(
		code,
		error.message,
		retryAfterMs === undefined ? undefined : boundedDelayMs(retryAfterMs),
	);
}
