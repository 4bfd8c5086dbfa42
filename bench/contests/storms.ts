import { runApart } from "../apart.ts";
import type { Contest, Entrant, Figure } from "../contest.ts";
import type { Storm, StormOutcome } from "../load/job.ts";
import { assertDescriptors } from "../machine.ts";
import { ours, presentOthers } from "../peers/entrants.ts";
import type { Peer } from "../peers/peer.ts";
import { ownName } from "../peers/peers.ts";
import { withPeer } from "../peers/run-peer.ts";
import type { Setting } from "../setting.ts";
import { loadShare, nameIn, shareFigures } from "../shares.ts";

const group = "connected, logged in, joined and synced, beside connected and subscribed";
const allIn = nameIn(group, "all are in");
const figures: readonly Figure[] = [
	{ name: allIn, unit: "ms", better: "less" },
	...shareFigures(group).filter(({ name }) => name === nameIn(group, loadShare)),
];
const smokeClients = 20;

/** Many who come at once, beside the server that asks least of them. */
export function storms(setting: Setting): readonly Contest[] {
	return [
		{ name: "a storm of 1,000 newcomers", clients: 1_000, goals: [] },
		{
			name: "a storm of 5,000 newcomers",
			clients: 5_000,
			goals: [{ figure: allIn, of: ownName, over: "NATS", goal: 1.5, stretch: 1 }],
		},
	].map(({ name, clients, goals }) => ({
		...{ name, figures, goals },
		entrants: [
			...ours(setting),
			...presentOthers(setting).filter((peer) => peer.name === "NATS"),
		].map((peer) => stormOn(peer, clients)),
	}));
}

function stormOn(peer: Peer, clients: number): Entrant {
	return {
		name: peer.name,
		async measure({ smoke }) {
			const count = smoke ? smokeClients : clients;
			assertDescriptors(count);
			const outcome = await withPeer(peer, ({ port }) => {
				const storm: Storm = { dialect: peer.dialect, port, clients: count };
				return runApart<StormOutcome>("../load/storm", storm);
			});
			return { [allIn]: outcome.enteredMs, [nameIn(group, loadShare)]: outcome.loadShare };
		},
	};
}
