import { isLoopback, nameAddress } from "../address.ts";
import type { Address } from "../transport.ts";
import type { KnownServers, Scheme } from "./known-servers.ts";

/** How one speaks with a server, or a sentence that says why not at all. */
export type TransportChoice = "tls" | "plain" | { readonly refusal: string };

/** A server, and the way that its address asks for. */
export type WantedServer = Address & { readonly scheme: Scheme };

/** Plain goes within this machine, and where somebody insists; a server whose key is known is never spoken to without. */
export function chooseTransport(server: WantedServer, known: KnownServers): TransportChoice {
	const { scheme } = server;
	if (scheme === "secure" || (scheme === "bare" && !isLoopback(server))) return "tls";
	const isKnown = known.get(server) !== undefined;
	if (scheme === "bare") return isKnown ? "tls" : "plain";
	return isKnown ? { refusal: refusePlain(server) } : "plain";
}

function refusePlain(server: WantedServer): string {
	const name = nameAddress(server);
	return `${name} encrypted what it said before, so nothing is sent to it in the clear; its address is partyline://${name}`;
}
