import { fingerprintText } from "@partyline/shared/text/server-url";
import type { CheckKey } from "../tls.ts";
import type { KnownServers } from "./known-servers.ts";
import { ChangedKeyError, UnknownServerError } from "./trust-errors.ts";

/**
 * Trusts a server that an authority of this machine vouches for, and one with the key that is known of it or,
 * where none is, with the `pin` of an invitation. An invitation does not overrule what is known: anybody can make one.
 */
export function createKeyCheck(known: KnownServers, pin?: Uint8Array): CheckKey {
	return (address, { pin: offered, isVouchedFor }) => {
		if (isVouchedFor) return;
		const expected = known.get(address) ?? pin;
		if (expected === undefined) throw new UnknownServerError(address, offered);
		if (fingerprintText(expected) !== fingerprintText(offered))
			throw new ChangedKeyError(address, { known: expected, offered });
	};
}
