import type { Contest } from "../contest.ts";
import type { Pace } from "../load/job.ts";
import { ours } from "../peers/entrants.ts";
import type { Setting } from "../setting.ts";
import { figuresOfPace, measureGathering } from "./measure-gathering.ts";

type OwnRow = { readonly name: string; readonly pace: Pace };

const oneAtATime: OwnRow = {
	name: "1 sender, one at a time",
	pace: { kind: "closed", senders: 1, outstanding: 1 },
};
const inEachRoom: OwnRow = { ...oneAtATime, name: "1 sender each, one at a time" };
const many: OwnRow = {
	name: "5 senders, 16 at a time",
	pace: { kind: "closed", senders: 5, outstanding: 16 },
};
const slowly: OwnRow = {
	name: "10 messages/s",
	pace: { kind: "open", senders: 5, perSecond: 10 },
};
const busy: OwnRow = {
	name: "10 senders, 4 at a time",
	pace: { kind: "closed", senders: 10, outstanding: 4 },
};

/** Ours beside itself: with more members, with more rooms, and over TLS. */
export function oursAlone(setting: Setting): readonly Contest[] {
	return [
		growthWithMembers(setting),
		growthWithRooms(setting),
		...[100, 1_000].map((members) => overTls(members, setting)),
	];
}

/** What a line that should be flat does. */
function growthWithMembers(setting: Setting): Contest {
	const rows = [oneAtATime, slowly, many];
	return {
		name: "the growth of fan-out with members",
		figures: rows.flatMap(({ name, pace }) => figuresOfPace(name, pace)),
		entrants: ours(setting).flatMap((peer) =>
			[10, 100, 1_000, 5_000].map((members) => ({
				name: nameOf(peer.name, `${members.toLocaleString("en-GB")} members`),
				measure: (round) =>
					measureGathering({ gathering: { rooms: 1, members, rows }, peer, tls: false }, round),
			})),
		),
		goals: [],
		mostRounds: 3,
	};
}

function growthWithRooms(setting: Setting): Contest {
	return {
		name: "the growth of fan-out with rooms of 20",
		figures: figuresOfPace(inEachRoom.name, inEachRoom.pace),
		entrants: ours(setting).flatMap((peer) =>
			[1, 10, 100, 500].map((rooms) => ({
				name: nameOf(peer.name, rooms === 1 ? "1 room" : `${rooms} rooms`),
				measure: (round) =>
					measureGathering(
						{ gathering: { rooms, members: 20, rows: [inEachRoom] }, peer, tls: false },
						round,
					),
			})),
		),
		goals: [],
		mostRounds: 3,
	};
}

function overTls(members: number, setting: Setting): Contest {
	return {
		name: `TLS, ${members.toLocaleString("en-GB")} members`,
		figures: figuresOfPace(busy.name, busy.pace),
		entrants: ours(setting).flatMap((peer) =>
			[false, true].map((tls) => ({
				name: nameOf(peer.name, tls ? "TLS" : "plain"),
				measure: (round) =>
					measureGathering({ gathering: { rooms: 1, members, rows: [busy] }, peer, tls }, round),
			})),
		),
		goals: [],
		mostRounds: 3,
	};
}

function nameOf(build: string, variant: string): string {
	return `${build}, ${variant}`;
}
