import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { connect, type SecureContext, type TLSSocket } from "node:tls";
import { ConnectionError } from "./errors.ts";
import { openSocket, openTransport, socketOptions } from "./tcp.ts";
import type { Address, Dial } from "./transport.ts";
import { systemAuthorities } from "./trust/authorities.ts";
import { explainTlsFailure } from "./trust/tls-failure.ts";

/** The key that a server showed. */
export type ShownKey = {
	/** Its SHA-256. */
	readonly pin: Uint8Array;
	/** Whether an authority that this machine trusts says that it belongs to the host. */
	readonly isVouchedFor: boolean;
};

/** Looks at the key of a server before a byte is sent to it; what it throws ends the connection. */
export type CheckKey = (address: Address, key: ShownKey) => void;

/**
 * Dials connections by TLS 1.3 to servers whose key passes `check`; one attempt each, no retry. No session is
 * ever resumed, so there is none without its check.
 */
export function createTlsDial(check: CheckKey, authorities = systemAuthorities): Dial {
	return async (address, events, signal) => {
		const socket = connectTls(address, authorities());
		let isConnected = false;
		socket.once("connect", () => {
			isConnected = true;
		});
		return openSocket(socket, {
			event: "secureConnect",
			signal,
			open() {
				const key = readShownKey(socket);
				check(address, key);
				return openTransport(socket, events, key.pin);
			},
			explain: (failure) => (isConnected ? explainTlsFailure(failure) : failure),
		});
	};
}

function connectTls({ host, port }: Address, secureContext: SecureContext): TLSSocket {
	// The name that is asked for has no dot at its end, and is no number (RFC 6066 §3).
	const name = host.replace(/\.$/, "");
	return connect({
		host,
		port,
		...socketOptions,
		...(isIP(host) === 0 ? { servername: name } : {}),
		secureContext,
		// A server that no authority vouches for gets this far; `check` decides.
		rejectUnauthorized: false,
	});
}

function readShownKey(socket: TLSSocket): ShownKey {
	const certificate = socket.getPeerX509Certificate();
	if (certificate === undefined) throw new ConnectionError("The server showed no certificate.");
	const spki = certificate.publicKey.export({ type: "spki", format: "der" });
	const pin = new Uint8Array(createHash("sha256").update(spki).digest());
	return { pin, isVouchedFor: socket.authorized };
}
