import { dist } from "../dist.ts";
import { findProgram } from "../programs.ts";
import type { Setting } from "../setting.ts";
import type { Peer } from "./peer.ts";
import { others, ownName, partyline } from "./peers.ts";

/** The builds of ours that are measured, first the one that the goals are for. */
export function ours({ builds }: Setting): readonly Peer[] {
	return [
		partyline(ownName, dist),
		...Object.entries(builds).map(([name, folder]) => partyline(name, folder)),
	];
}

/** The others that are asked for and installed. */
export function presentOthers({ against }: Setting): readonly Peer[] {
	return others.filter(
		(peer) => isInstalled(peer) && (against === undefined || against.includes(peer.name)),
	);
}

/** The others that are asked for and not installed. */
export function missingOthers({ against }: Setting): readonly Peer[] {
	return others.filter(
		(peer) => !isInstalled(peer) && (against === undefined || against.includes(peer.name)),
	);
}

function isInstalled({ needs }: Peer): boolean {
	return needs === undefined || findProgram(needs) !== undefined;
}
