import { BlockList, isIP } from "node:net";
import { defaultPort } from "@partyline/shared/protocol/limits";
import { parseServerUrl } from "@partyline/shared/text/server-url";
import type { Address } from "./transport.ts";

/** An address with its port, always in the same way. */
export function formatAddress({ host, port }: Address): string {
	return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An address as people know it: without the port that everybody has. */
export function nameAddress(address: Address): string {
	return address.port === defaultPort ? address.host : formatAddress(address);
}

/** The one spelling of an address, however it was typed. */
export function canonicalAddress({ host, port }: Address): Address {
	const parsed = parseServerUrl(formatAddress({ host, port }));
	// A name that is none leads nowhere either.
	const spelled = parsed.ok ? parsed.url.host : host.toLowerCase();
	return { host: spelled.replace(/\.$/, ""), port };
}

/** By which two addresses are the same server. */
export function addressKey(address: Address): string {
	return formatAddress(canonicalAddress(address));
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether an address is of this machine, where nobody listens in. A name such as 127.example.org is not. */
export function isLoopback(address: Address): boolean {
	const { host } = canonicalAddress(address);
	const version = isIP(host);
	if (version === 0) return host === "localhost";
	return loopback.check(host, version === 4 ? "ipv4" : "ipv6");
}
