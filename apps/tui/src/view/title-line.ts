import { serverOf } from "../state/place.ts";
import { labelOf, roomAt, type State, serverIn } from "../state/state.ts";
import { pad, truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";

/** What a click on the words of a key does: the name of its action. */
export type TitleHit = { readonly column: number; readonly width: number; readonly action: string };

const hints = [
	{ text: "F1 help", action: "help" },
	{ text: "F7 rooms", action: "rooms" },
	{ text: "F8 people", action: "members" },
];
/** Columns that the room and the beginning of its topic are worth. */
const roomMin = 30;

/** The first row: the room, its topic, and the keys to begin with. */
export function titleLine(state: State): string {
	const { columns, look } = state;
	const { place, text: keys } = keysIn(columns);
	const server =
		state.servers.length > 1 ? `${serverIn(state, serverOf(state.current)).label} ` : "";
	const name = look.show(`${server}${labelOf(state, state.current)}`);
	const { topic: said = "", description = "" } = roomAt(state, state.current) ?? {};
	const topic = look.show(said === "" ? description : said);
	const { ellipsis } = look.signs;
	const text = truncate(topic === "" ? name : `${name}  ${topic}`, place, ellipsis);
	return look.style.inverse(pad(text, place, ellipsis) + keys);
}

/** Where the words of the keys stand in the first row. */
export function titleHits(columns: number): TitleHit[] {
	const { place, shown } = keysIn(columns);
	let column = place + gap;
	return shown.map(({ text, action }) => {
		const hit = { column, width: text.length, action };
		column += text.length + gap;
		return hit;
	});
}

const gap = 2;

/** As many of the keys as there is room for, and the columns left before them. */
function keysIn(columns: number) {
	const fitting = [hints, hints.slice(0, 1)].find(
		(some) => columns - widthOf(some.map((hint) => hint.text).join("  ")) - gap >= roomMin,
	);
	const shown = fitting ?? [];
	const text = shown.map((hint) => `  ${hint.text}`).join("");
	return { shown, text, place: columns - widthOf(text) };
}
