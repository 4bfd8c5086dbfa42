import type { Clock } from "./clock.ts";

/** The silence after which we ask whether the server is there. */
export const pingAfterMs = 15_000;
/** Pings in a row that may stay without any sign of life. */
export const maxMisses = 2;

/** What a heartbeat needs of its connection. */
export type HeartbeatOptions = {
	readonly clock: Clock;
	/** A rejection is left to the connection. */
	ping(): Promise<unknown>;
	onDead(): void;
};

/** Notices a line that is dead without saying so: a cable pulled, a laptop that slept. */
export class Heartbeat {
	readonly #options: HeartbeatOptions;
	#misses = 0;
	#cancel: () => void = () => {};

	constructor(options: HeartbeatOptions) {
		this.#options = options;
	}

	/** To be called when it begins and whenever bytes arrive: the server is there. */
	alive(): void {
		this.#misses = 0;
		this.#wait();
	}

	stop(): void {
		this.#cancel();
	}

	#wait(): void {
		this.#cancel();
		this.#cancel = this.#options.clock.after(pingAfterMs, () => this.#onSilence());
	}

	#onSilence(): void {
		if (this.#misses === maxMisses) {
			this.#options.onDead();
			return;
		}
		this.#misses++;
		this.#wait();
		// A connection that closed fails its own calls, and says so itself.
		this.#options.ping().catch(() => {});
	}
}
