import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { hotRooms } from "../state/rooms.ts";
import { fullLabelOf, type State } from "../state/state.ts";
import type { Store } from "../state/store.ts";
import { countText } from "../state/unread.ts";
import { truncate } from "../text/truncate.ts";

/** More of it no window shows. */
const titleColumns = 60;

/** What the window is called: the room, and how much is unread elsewhere, with "!" when it names us. */
export function windowTitle(state: State): string {
	const hot = hotRooms(state);
	const unread = hot.reduce((sum, room) => sum + room.unread, 0);
	const sign = hot.some(({ mentions }) => mentions > 0) ? "!" : "";
	const more = hot.some((room) => room.more);
	const count = unread === 0 ? "" : `(${countText({ unread, more })}${sign}) `;
	const { look, current } = state;
	const name = look.show(sanitizeLine(fullLabelOf(state, current)));
	const label = truncate(name, titleColumns, look.signs.ellipsis);
	return `${count}${label} - partyline`;
}

/** Keeps the title of the window as the screen is. */
export function keepTitle(store: Store, name: (title: string) => void): void {
	let before = "";
	const look = () => {
		const title = windowTitle(store.shown());
		if (title === before) return;
		before = title;
		name(title);
	};
	store.subscribe(look);
	look();
}
