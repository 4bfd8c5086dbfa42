import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { MethodName } from "@partyline/shared/protocol/methods";
import { costs, rates, timesOfSite } from "../../limits.ts";
import type { Hub } from "../hub.ts";
import type { Asker } from "../ports.ts";
import { afterTaking, type FullAt, type Rate, untouched, waitMs } from "./token-bucket.ts";

/** Buckets of one rate by whose they are, in the order of their last use; a full one is forgotten. */
type Shelf = Map<string, FullAt>;

/** The buckets that several connections share. */
export type Buckets = {
	/** By account, of all its connections. */
	readonly accounts: Shelf;
	/** By network and by site, of all the guests there: they have a new name whenever they like. */
	readonly guests: Shelf;
	/** By network and by site, of those who want a new name there. */
	readonly newcomers: Shelf;
};

/** Takes what a request costs from all the buckets it counts for, or refuses it: that costs nothing. */
export type Meter = (method: MethodName, account: AccountName | undefined) => void;

type Place = Pick<Asker, "network" | "site" | "isLocal">;
type Bucket = { readonly shelf: Shelf; readonly key: string; readonly rate: Rate };

/** Buckets that nothing was taken from. */
export function createBuckets(): Buckets {
	return { accounts: new Map(), guests: new Map(), newcomers: new Map() };
}

// Made here it would keep all that a meter needs.
const countNothing: Meter = () => {};

/** The meter of one connection. To those who are local nothing is counted. */
export function createMeter(
	hub: Pick<Hub, "buckets" | "people">,
	place: Place,
	clock: () => number = () => performance.now(),
): Meter {
	if (place.isLocal) return countNothing;
	const { accounts, guests } = hub.buckets;
	const own = { shelf: new Map(), key: "", rate: rates.connection };
	return (method, account) => {
		const buckets: Bucket[] = [own];
		if (account !== undefined) {
			buckets.push({ shelf: accounts, key: account, rate: rates.account });
			const isGuest = hub.people.get(account)?.role === "guest";
			if (isGuest) buckets.push(...ofPlace(guests, place, rates.guests));
		}
		take(buckets, costs[method], clock());
	};
}

/** Takes the price of a new name, of a guest or of an account that nobody invited, or refuses it. */
export function payNewcomer({ buckets }: Pick<Hub, "buckets">, place: Place): void {
	if (place.isLocal) return;
	take(ofPlace(buckets.newcomers, place, rates.newcomers), 1, performance.now());
}

function ofPlace(shelf: Shelf, { network, site }: Place, rate: Rate): Bucket[] {
	const ofNetwork = { shelf, key: `network ${network}`, rate };
	if (site === network) return [ofNetwork];
	const { burst, perSecond } = rate;
	const more = { burst: burst * timesOfSite, perSecond: perSecond * timesOfSite };
	return [ofNetwork, { shelf, key: `site ${site}`, rate: more }];
}

/** Takes tokens from all of these buckets, or from none. */
function take(buckets: readonly Bucket[], cost: number, now: number): void {
	const waits = buckets.map(({ shelf, key, rate }) =>
		waitMs(shelf.get(key) ?? untouched, { cost, now, rate }),
	);
	const retryAfterMs = Math.max(...waits);
	if (retryAfterMs > 0) throw tooMuch(retryAfterMs);
	for (const { shelf, key, rate } of buckets) {
		forgetFull(shelf, now);
		const left = shelf.get(key) ?? untouched;
		shelf.delete(key);
		shelf.set(key, afterTaking(left, { cost, now, rate }));
	}
}

/** Forgets those at the front that are full. One may wait behind another that is not, for as long as that takes to fill. */
function forgetFull(shelf: Shelf, now: number): void {
	for (const [key, fullAt] of shelf) {
		if (fullAt > now) return;
		shelf.delete(key);
	}
}

function tooMuch(retryAfterMs: number): WireError {
	return new WireError("rate_limited", {
		message: `That was too much at once and was not done: wait ${Math.ceil(retryAfterMs / 100) / 10} s.`,
		retryAfterMs,
	});
}
