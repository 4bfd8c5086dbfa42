import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { WireError } from "@partyline/shared/protocol/errors";
import type { Asker, Passwords } from "../hub/ports.ts";
import { fairGate } from "./fair-gate.ts";
import { type Cost, type Hashed, parsePhc, toPhc } from "./phc.ts";

/** What a guess costs: the second choice of the OWASP cheat sheet, 19 MiB and some 40 ms of a core. */
const usualCost: Cost = { memoryKib: 19 * 1024, passes: 2, parallelism: 1 };
const saltBytes = 16;
const tagBytes = 32;

/**
 * Each takes a core and 19 MiB while it lasts. What waits of one network is some 0.2 s of work: whoever comes
 * from there later than that is told to try again.
 */
const gateOptions = { most: 2, ofNetwork: 8, ofSite: 32 };
const retryAfterMs = 1_000;

/** Whoever works at the data folder itself. */
const operator: Asker = { isLocal: true, network: "", site: "", isGone: () => false };

/** Hashes and checks passwords with argon2id. */
export function createPasswords(cost: Cost = usualCost): Passwords {
	const gate = fairGate(gateOptions);
	const derive = async (password: string, wanted: Hashed, asker: Asker): Promise<Buffer> => {
		const derived = await gate.pass(asker, () => argon2id(password, wanted));
		if (derived !== undefined) return derived;
		throw new WireError("rate_limited", {
			message: "Too many are logging in at this moment; try again in a little while.",
			retryAfterMs,
		});
	};
	// Nobody's: whoever has no password costs as much to refuse as one who has.
	const dummy: Hashed = { ...cost, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) };
	return {
		async hash(password, asker = operator) {
			const wanted = { ...cost, salt: randomBytes(saltBytes), tag: Buffer.alloc(tagBytes) };
			return toPhc({ ...wanted, tag: await derive(password, wanted, asker) });
		},
		async verify(password, kept, asker = operator) {
			const parsed = kept === undefined ? undefined : parsePhc(kept);
			const hashed = parsed ?? dummy;
			const isEqual = timingSafeEqual(await derive(password, hashed, asker), hashed.tag);
			return isEqual && parsed !== undefined;
		},
	};
}

function argon2id(password: string, { salt, tag, ...cost }: Hashed): Promise<Buffer> {
	const parameters = {
		// However it was typed, the same characters are the same password (RFC 8265 §4.2).
		message: password.normalize("NFC"),
		nonce: salt,
		memory: cost.memoryKib,
		passes: cost.passes,
		parallelism: cost.parallelism,
		tagLength: tag.length,
	};
	return new Promise((resolve, reject) => {
		argon2("argon2id", parameters, (error, derived) => {
			if (error === null) resolve(derived);
			else reject(error);
		});
	});
}
