import { nameKey } from "@partyline/shared/text/names";
import { type ServerId, serverOf } from "./place.ts";
import type { ListedRoom, State } from "./state.ts";

/** The room of ours that somebody means by a name on a server: its own, what it is called, or was. */
export function findRoom({ rooms }: State, server: ServerId, name: string): ListedRoom | undefined {
	const wanted = nameKey(name);
	const theirs = rooms.filter(({ place }) => serverOf(place) === server);
	const isNamed = (known: string | undefined) => known !== undefined && nameKey(known) === wanted;
	return (
		theirs.find(({ room }) => isNamed(room)) ??
		theirs.find(({ title, formerly = [] }) => isNamed(title) || formerly.some(isNamed))
	);
}
