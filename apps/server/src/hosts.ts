import { networkInterfaces } from "node:os";
import type { Config } from "./config.ts";

/** The hosts to listen on: those asked for, else those of the loopback addresses that this machine has. */
export function presentHosts({ hosts, hostsAsked }: Config): readonly string[] {
	if (hostsAsked) return hosts;
	const present = new Set(
		Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []),
	);
	const found = hosts.filter((host) => present.has(host));
	return found.length > 0 ? found : hosts;
}
