import type { Origin } from "../hub/accounts/guessing.ts";
import type { Connection } from "./connection.ts";
import { networkOf, siteOf } from "./network.ts";

/** Where the peer of a connection comes from. */
export function originOf(connection: Connection): Origin {
	const { address, isLocal } = connection;
	return {
		...{ address, network: networkOf(address), site: siteOf(address), isLocal },
		isGone: () => connection.isDestroyed,
	};
}
