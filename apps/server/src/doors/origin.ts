import type { Origin } from "../hub/accounts/guessing.ts";
import type { Connection } from "./connection.ts";
import { networkOf } from "./network.ts";

/** Where the peer of a connection comes from. */
export function originOf({ address, isLocal }: Connection): Origin {
	return { address, network: networkOf(address), isLocal };
}
