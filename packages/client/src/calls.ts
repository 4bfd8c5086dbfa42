import type { RequestId } from "@partyline/shared/protocol/envelope";
import { requestEnvelope } from "@partyline/shared/protocol/envelope";
import type { ErrorObject } from "@partyline/shared/protocol/errors";
import { limits } from "@partyline/shared/protocol/limits";
import {
	type MethodName,
	methods,
	type Params,
	type ParamsInput,
	type Result,
} from "@partyline/shared/protocol/methods";
import { isAnswerTo } from "./answers.ts";
import type { Clock } from "./clock.ts";
import { ConnectionError, RequestError, TimeoutError, toRequestError } from "./errors.ts";

/** How long a request may take before its answer is given up. */
export const callTimeoutMs = 30_000;

/** Asks the server for one method and resolves with its checked result. */
export type Call = <M extends MethodName>(method: M, params: ParamsInput<M>) => Promise<Result<M>>;

type Pending = {
	readonly method: MethodName;
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: Error) => void;
	readonly stopTimer: () => void;
	readonly envelope: object;
};

/** What calls need of the connection they go over. */
export type CallsOptions = {
	readonly clock: Clock;
	send(envelope: object): void;
	/** A request was granted so long after it left. */
	onResult(method: MethodName, tookMs: number): void;
	/** An answer is none of this protocol: nothing that comes over this connection can be trusted. */
	onUnreadable(error: ConnectionError): void;
};

/**
 * Request ids <-> promises, for one connection.
 * Pending: without an answer. Of these, waiting: not sent yet, as the server takes only so many at once.
 */
export class Calls {
	readonly #options: CallsOptions;
	readonly #pending = new Map<RequestId, Pending>();
	// The ids of the pending requests that are sent, with when, and of those that are not yet.
	readonly #sent = new Map<RequestId, number>();
	readonly #waiting = new Set<RequestId>();
	#lastId = 0;
	#closed: Error | undefined;

	constructor(options: CallsOptions) {
		this.#options = options;
	}

	/** Rejects with RequestError, TimeoutError, ConnectionError, or what `failAll` gave. */
	readonly call: Call = async <M extends MethodName>(method: M, params: ParamsInput<M>) => {
		const checked = checkParams(method, params);
		const answer = new Promise<unknown>((resolve, reject) => {
			if (this.#closed !== undefined) return reject(this.#closed);
			const id = ++this.#lastId;
			const stopTimer = this.#options.clock.after(callTimeoutMs, () => this.#expire(id));
			const envelope = requestEnvelope(id, method, checked);
			this.#pending.set(id, { method, resolve, reject, stopTimer, envelope });
			this.#waiting.add(id);
			this.#sendWaiting();
		});
		return this.#readResult(method, checked, await answer);
	};

	/** Takes the answer to a request; one that nobody waits for (any more) is passed over. */
	settle(id: RequestId, result: unknown): void {
		const sentAt = this.#sent.get(id);
		const pending = this.#take(id);
		if (pending === undefined) return;
		const { clock, onResult } = this.#options;
		if (sentAt !== undefined) onResult(pending.method, clock.now() - sentAt);
		pending.resolve(result);
	}

	/** Takes the refusal of a request. */
	refuse(id: RequestId, error: ErrorObject): void {
		this.#take(id)?.reject(toRequestError(error));
	}

	/** Fails whatever has no answer, and every later call: the connection is gone. */
	failAll(error: Error): void {
		this.#closed = error;
		this.#waiting.clear();
		for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(error);
	}

	#readResult<M extends MethodName>(method: M, params: Params<M>, result: unknown): Result<M> {
		const parsed = methods[method].result.safeParse(result);
		if (parsed.success) {
			// The table pairs each method with its result; TypeScript cannot follow that through the union.
			const answer = parsed.data as Result<M>;
			if (isAnswerTo(method, params, answer)) return answer;
		}
		const error = new ConnectionError(
			`The server's answer to ${method} is not one of this protocol.`,
			{ cause: parsed.error },
		);
		this.#options.onUnreadable(error);
		throw error;
	}

	#sendWaiting(): void {
		for (const id of this.#waiting) {
			if (this.#sent.size >= limits.openRequests) return;
			this.#waiting.delete(id);
			this.#sent.set(id, this.#options.clock.now());
			const pending = this.#pending.get(id);
			if (pending !== undefined) this.#options.send(pending.envelope);
		}
	}

	#expire(id: RequestId): void {
		const method = this.#pending.get(id)?.method;
		this.#take(id)?.reject(new TimeoutError(`The server did not answer ${method} in 30 s.`));
	}

	#take(id: RequestId): Pending | undefined {
		const pending = this.#pending.get(id);
		if (pending === undefined) return undefined;
		this.#pending.delete(id);
		pending.stopTimer();
		this.#waiting.delete(id);
		this.#sent.delete(id);
		this.#sendWaiting();
		return pending;
	}
}

// Checked before sending, so that what is wrong is told without a round trip, and an overlong text
// does not cost the connection.
function checkParams<M extends MethodName>(method: M, params: ParamsInput<M>): Params<M> {
	const parsed = methods[method].params.safeParse(params);
	// As with the results.
	if (parsed.success) return parsed.data as Params<M>;
	throw new RequestError(
		"invalid_params",
		parsed.error.issues[0]?.message ?? "Invalid parameters.",
	);
}
