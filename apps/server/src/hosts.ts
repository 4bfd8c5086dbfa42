import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import type { Config } from "./config.ts";
import { isLoopback } from "./doors/connection.ts";
import type { Address } from "./doors/listen.ts";

const everywhere = { IPv4: "0.0.0.0", IPv6: "::" } as const;

/** The hosts to listen on: those asked for, else those of the usual ones that this machine has. */
export function presentHosts({ hosts, hostsAsked }: Config): readonly string[] {
	if (hostsAsked) return hosts;
	const present = new Set(
		ownAddresses().flatMap(({ address, family }) => [address, everywhere[family]]),
	);
	const found = hosts.filter((host) => present.has(host));
	return found.length > 0 ? found : hosts;
}

/** Where other machines may reach those who listen at these addresses. */
export function outsideAddresses(listening: readonly Address[]): Address[] {
	const outside = new Map<string, Address>();
	for (const { host, port } of listening)
		for (const each of isEverywhere(host) ? outsideHosts(host) : [host])
			if (!isLoopback(each)) outside.set(each, { host: each, port });
	return [...outside.values()];
}

/** Whether an address stands for all of its family. */
export function isEverywhere(host: string): boolean {
	return host === everywhere.IPv4 || host === everywhere.IPv6;
}

function outsideHosts(host: string): string[] {
	return ownAddresses()
		.filter(({ address, family }) => everywhere[family] === host && !isLinkLocal(address))
		.map(({ address }) => address);
}

function ownAddresses(): NetworkInterfaceInfo[] {
	return Object.values(networkInterfaces()).flatMap((all) => all ?? []);
}

/** RFC 4291 §2.5.6: of use only together with an interface of whoever calls it. */
function isLinkLocal(address: string): boolean {
	return /^fe[89ab]/i.test(address);
}
