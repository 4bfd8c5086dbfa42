import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import type { Config } from "./config.ts";
import { isLoopback } from "./doors/connection.ts";

/** The address that stands for all of a family. */
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

/** By which addresses other machines may reach those who listen on these hosts. */
export function outsideAddresses(hosts: readonly string[]): string[] {
	const own = ownAddresses().filter(({ address }) => !isLoopback(address) && !isLinkLocal(address));
	return [...new Set(hosts)].flatMap((host) => {
		if (isLoopback(host)) return [];
		const family = host === everywhere.IPv4 ? "IPv4" : "IPv6";
		if (host !== everywhere[family]) return [host];
		return own.filter((each) => each.family === family).map(({ address }) => address);
	});
}

function ownAddresses(): NetworkInterfaceInfo[] {
	return Object.values(networkInterfaces()).flatMap((all) => all ?? []);
}

/** RFC 4291 §2.5.6: of use only together with an interface of whoever calls it. */
function isLinkLocal(address: string): boolean {
	return /^fe[89ab]/i.test(address);
}
