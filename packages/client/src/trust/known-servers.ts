import type { ServerUrl } from "@partyline/shared/text/server-url";
import { addressKey, canonicalAddress } from "../address.ts";
import type { Address } from "../transport.ts";

/** How the address of a server was written. */
export type Scheme = ServerUrl["scheme"];

/** A server, and the SHA-256 of its public key. */
export type KnownServer = { readonly address: Address; readonly pin: Uint8Array };

/** The keys of the servers that somebody here accepted. All of it throws StorageError when the disk refuses. */
export type KnownServers = {
	/** Throws as well where it cannot be told whether the server is known. */
	get(address: Address): Uint8Array | undefined;
	/** Makes this the only key of the server. On disk when it returns; throws StorageError for a host that is none. */
	put(address: Address, pin: Uint8Array): void;
	/** In the order in which they became known. */
	all(): readonly KnownServer[];
	/** Whether it was known. */
	remove(address: Address): boolean;
};

/** Known servers that end with the process. */
export function memoryKnownServers(): KnownServers {
	const known = new Map<string, KnownServer>();
	return {
		get: (address) => known.get(addressKey(address))?.pin,
		put(address, pin) {
			known.set(addressKey(address), { address: canonicalAddress(address), pin });
		},
		all: () => [...known.values()],
		remove: (address) => known.delete(addressKey(address)),
	};
}
