import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { MethodName } from "@partyline/shared/protocol/methods";
import { costs, rates } from "../../limits.ts";
import type { Hub } from "../hub.ts";
import { afterTaking, type FullAt, untouched, waitMs } from "./token-bucket.ts";

/** The buckets of accounts, in the order of their last use; a full one is forgotten. All connections of an account share its own. */
export type AccountBuckets = Map<AccountName, FullAt>;

/** Takes what a request costs from its connection and from its account, or refuses it: that costs nothing. */
export type Meter = (method: MethodName, account: AccountName | undefined) => void;

/** The meter of one connection. To those who are local nothing is counted. */
export function createMeter(
	{ buckets }: Pick<Hub, "buckets">,
	{ isLocal }: { readonly isLocal: boolean },
	clock: () => number = () => performance.now(),
): Meter {
	if (isLocal) return () => {};
	let own = untouched;
	return (method, account) => {
		const cost = costs[method];
		const now = clock();
		forgetFull(buckets, now);
		const ofConnection = { cost, now, rate: rates.connection };
		const ofAccount = { cost, now, rate: rates.account };
		const shared = (account && buckets.get(account)) ?? untouched;
		const retryAfterMs = Math.max(waitMs(own, ofConnection), waitMs(shared, ofAccount));
		if (retryAfterMs > 0) throw tooMuch(retryAfterMs);
		own = afterTaking(own, ofConnection);
		if (account === undefined) return;
		buckets.delete(account);
		buckets.set(account, afterTaking(shared, ofAccount));
	};
}

/** Forgets those at the front that are full. One may wait behind another that is not, for as long as that takes to fill. */
function forgetFull(buckets: AccountBuckets, now: number): void {
	for (const [account, fullAt] of buckets) {
		if (fullAt > now) return;
		buckets.delete(account);
	}
}

function tooMuch(retryAfterMs: number): WireError {
	return new WireError("rate_limited", {
		message: `That was too much at once and was not done: wait ${Math.ceil(retryAfterMs / 100) / 10} s.`,
		retryAfterMs,
	});
}
