import type { SecureContext } from "node:tls";
import { dialTcp } from "../tcp.ts";
import type { Dial } from "../transport.ts";
import { createKeyCheck } from "./check-key.ts";
import { chooseTransport } from "./choose-transport.ts";
import type { KnownServers, Scheme } from "./known-servers.ts";
import { PlainRefusedError } from "./trust-errors.ts";

/** Whom to dial, and what is known of whom. */
export type ServerDialOptions = {
	readonly scheme: Scheme;
	/** From an invitation. */
	readonly pin?: Uint8Array | undefined;
	readonly knownServers: KnownServers;
	/** For tests. @default those of this machine */
	readonly authorities?: () => SecureContext;
};

/** Dials a server in the way that its address and what is known of it ask for; looked up anew for each attempt. */
export function createServerDial(options: ServerDialOptions): Dial {
	const { scheme, pin, knownServers, authorities } = options;
	const dialTls: Dial = async (...line) => {
		// Only where it is wanted: loading it takes longer than dialling.
		const { createTlsDial } = await import("../tls.ts");
		return createTlsDial(createKeyCheck(knownServers, pin), authorities)(...line);
	};
	return async (address, events, signal) => {
		const choice = chooseTransport({ scheme, ...address }, knownServers);
		if (typeof choice === "object") throw new PlainRefusedError(choice.refusal);
		return choice === "tls" ? dialTls(address, events, signal) : dialTcp(address, events, signal);
	};
}
