import type { Contest, Entrant, Figure, Goal } from "../contest.ts";
import { ours, presentOthers } from "../peers/entrants.ts";
import type { Peer } from "../peers/peer.ts";
import { ownName } from "../peers/peers.ts";
import type { Setting } from "../setting.ts";
import { nameIn } from "../shares.ts";
import { type Gathering, gatherings, type Row } from "./gatherings.ts";
import { figuresOfPace, mainFigure, measureGathering, missing, p99 } from "./measure-gathering.ts";
import { storms } from "./storms.ts";
import { oursAlone } from "./variants.ts";

/** Ours beside the others, and ours beside itself where the load is the same. */
export function sideBySide(setting: Setting): readonly Contest[] {
	return [
		...gatherings.map((gathering) => contestOf(gathering, setting)),
		...storms(setting),
		...oursAlone(setting),
	];
}

function contestOf(gathering: Gathering, setting: Setting): Contest {
	const { name, rows, mostRounds } = gathering;
	const peers = presentOthers(setting).filter((peer) =>
		rows.some(({ against }) => peer.name in against),
	);
	return {
		name,
		figures: rows.flatMap(figuresOf),
		entrants: [
			...ours(setting).map((peer) => entrantOf(gathering, peer)),
			...peers.map((peer) => {
				const beside = rows.filter(({ against }) => peer.name in against);
				return entrantOf({ ...gathering, rows: beside }, peer);
			}),
		],
		goals: rows.flatMap(goalsOf),
		...(mostRounds === undefined ? {} : { mostRounds }),
	};
}

function figuresOf({ name, pace }: Row): readonly Figure[] {
	return figuresOfPace(name, pace);
}

function entrantOf(gathering: Gathering, peer: Peer): Entrant {
	return {
		name: peer.name,
		measure: (round) => measureGathering({ gathering, peer, tls: false }, round),
	};
}

function goalsOf({ name, pace, against, own }: Row): readonly Goal[] {
	const of = ownName;
	const figure = nameIn(name, mainFigure(pace));
	const beside = Object.entries(against).flatMap(([over, wanted]) => {
		if (wanted === undefined) return [];
		const [goal, stretch] = wanted;
		return [{ figure, of, over, goal, stretch }];
	});
	if (own === undefined) return beside;
	const [goal, stretch] = own;
	return [
		...beside,
		{ figure: nameIn(name, p99), of, goal, stretch },
		{ figure: nameIn(name, missing), of, goal: 0 },
	];
}
