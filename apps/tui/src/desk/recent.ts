import { roomIn, serverOf } from "../state/place.ts";
import { keepRecent } from "./choices.ts";
import type { Desk } from "./desk.ts";

/** Keeps which rooms were used last, if that has changed: after a while, as a write would delay the key. */
export function keepUsed({ clients, store }: Desk): void {
	const { recent, keptRecent } = store.get();
	if (recent === keptRecent) return;
	store.change((state) => ({ ...state, keptRecent: recent }));
	const used = Map.groupBy(recent, ([place]) => serverOf(place));
	for (const [server, places] of used) {
		const isKept = places.every(([place, at]) => keptRecent.get(place) === at);
		if (isKept) continue;
		try {
			const client = clients.get(server);
			if (client !== undefined)
				keepRecent(
					client,
					places.map(([at, time]) => [roomIn(at), time]),
				);
		} catch {
			// A disk that is busy or full: the next room that is used tries again.
		}
	}
}
