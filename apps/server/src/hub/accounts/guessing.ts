import { WireError } from "@partyline/shared/protocol/errors";
import type { Clock } from "../clock.ts";
import type { Asker } from "../ports.ts";
import { Throttle } from "./throttle.ts";

/** Where somebody who is not in yet comes from. */
export type Origin = Asker & { readonly address: string };

const minuteMs = 60_000;
/** A site may be many households. */
const freeOfSite = 24;
const usual = { free: 3, firstMs: 1_000, forgetMs: 60 * minuteMs, remembered: 10_000 };

/** Makes guessing slow: passwords by account and by network, codes of invitations by network. */
export class Guessing {
	readonly #clock: Clock;
	readonly #accounts = new Throttle({ ...usual, mostMs: 30_000 });
	readonly #networks = new Throttle({ ...usual, mostMs: 15 * minuteMs });
	readonly #sites = new Throttle({ ...usual, free: freeOfSite, mostMs: 15 * minuteMs });

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Begins a guess, or refuses it while it is too soon. What it gives is called when the guess was right. */
	begin(origin: Origin, account?: string): () => void {
		// Nobody is kept waiting on this machine, so that the owner is never locked out.
		if (origin.isLocal) return () => {};
		const now = this.#clock.now();
		this.#requirePatience(origin, account, now);
		this.#networks.begin(origin.network, now);
		this.#sites.begin(origin.site, now);
		if (account !== undefined) this.#accounts.begin(account, now);
		return () => {
			// Only its own: somebody with an account could guess at others for ever, between two logins of their own.
			this.#networks.giveBack(origin.network);
			this.#sites.giveBack(origin.site);
			if (account !== undefined) this.#accounts.clear(account);
		};
	}

	#requirePatience({ network, site }: Origin, account: string | undefined, now: number): void {
		const ofAccount = account === undefined ? 0 : this.#accounts.waitMs(account, now);
		const ofPlace = Math.max(this.#networks.waitMs(network, now), this.#sites.waitMs(site, now));
		const retryAfterMs = Math.max(ofAccount, ofPlace);
		if (retryAfterMs === 0) return;
		throw new WireError("rate_limited", {
			message: `Too many tries failed; try again in ${Math.ceil(retryAfterMs / 1_000)} s.`,
			retryAfterMs,
		});
	}
}
