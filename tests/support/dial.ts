import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Address } from "./daemon.ts";

/** How to reach a server. */
export type DialOptions = {
	/** Speaks TLS, and takes whatever certificate it is shown. */
	readonly tls?: boolean;
	/** May end its own side and still read. */
	readonly allowHalfOpen?: boolean;
};

/** A socket on its way to an address. */
export function dial(
	address: Address,
	{ tls = false, allowHalfOpen = false }: DialOptions = {},
): Socket {
	const options = { ...address, allowHalfOpen, noDelay: true };
	if (!tls) return connect(options);
	// The options of node:tls say nothing of noDelay, the socket beneath them knows it.
	return connectTls({ ...options, rejectUnauthorized: false }).setNoDelay(true);
}

/** The event with which a dialled socket can be used. */
export function readyEvent({ tls = false }: DialOptions = {}): "connect" | "secureConnect" {
	return tls ? "secureConnect" : "connect";
}
