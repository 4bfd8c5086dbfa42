import type { MethodName } from "@partyline/shared/protocol/methods";

/** Enough for one slow ack not to count, few enough to tell of now. */
const keptAcks = 8;

/** What the answers on one connection tell of how far away the server is. */
export type MeasuredLag = {
	/** How long the last ping took, or hello while there was none. */
	readonly roundTripMs?: number;
	/** From a post of ours leaving to its ack: the median of the last eight. */
	readonly ackMs?: number;
	/** What the server needed of it, its commit above all: `ackMs` less the round trip, and never below 0. */
	readonly commitMs?: number;
};

/** Measures the lag by the answers to what is asked anyhow. */
export class LagMeter {
	#roundTripMs: number | undefined;
	#acksMs: number[] = [];

	get roundTripMs(): number | undefined {
		return this.#roundTripMs;
	}

	/** Takes how long an answer took, by a clock that may have been set back in between. */
	take(method: MethodName, tookMs: number): void {
		const ms = Math.max(0, tookMs);
		if (method === "post") this.#acksMs = [...this.#acksMs, ms].slice(-keptAcks);
		else if (method === "ping" || method === "hello") this.#roundTripMs = ms;
	}

	/** The connection is gone: the next one may take another way. */
	startOver(): void {
		this.#roundTripMs = undefined;
		this.#acksMs = [];
	}

	read(): MeasuredLag {
		const roundTripMs = this.#roundTripMs;
		const ackMs = medianOf(this.#acksMs);
		return {
			...(roundTripMs === undefined ? {} : { roundTripMs }),
			...(ackMs === undefined ? {} : { ackMs }),
			...(roundTripMs === undefined || ackMs === undefined
				? {}
				: { commitMs: Math.max(0, ackMs - roundTripMs) }),
		};
	}
}

function medianOf(values: readonly number[]): number | undefined {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
