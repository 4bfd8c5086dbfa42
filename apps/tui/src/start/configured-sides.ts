import type { Config, Showing } from "../config/config.ts";
import type { Desk } from "../desk/desk.ts";
import { home } from "../state/place.ts";
import { type Sides, writeSides } from "../state/sides.ts";

/** What the configuration said when the window was opened last. */
const note = "window:layout";

/**
 * Lays out what stands beside the conversation: as it was chosen by key, or as the configuration says where nothing
 * was. A configuration that has changed since is the later word. Throws when the disk refuses.
 */
export function restoreSides({ clients, change, state }: Desk, layout: Config["layout"]): void {
	const { rooms, members, pane } = layout;
	const wanted = { rooms, members, second: pane };
	const client = clients.get(home);
	const said = JSON.stringify(wanted);
	const before = client?.notes(note).get(note) ?? allAuto;
	const isNews = before !== said;
	const { sides } = state();
	const next: Sides = isNews
		? { ...sides, ...wanted }
		: {
				...sides,
				rooms: chosen(sides.rooms, rooms),
				members: chosen(sides.members, members),
				second: chosen(sides.second, pane),
			};
	change((now) => ({ ...now, sides: next }));
	if (!isNews) return;
	client?.note(note, said);
	client?.note("window:sides", writeSides(next));
}

const allAuto = JSON.stringify({ rooms: "auto", members: "auto", second: "auto" });

function chosen(byKey: Showing, configured: Showing): Showing {
	return byKey === "auto" ? configured : byKey;
}
