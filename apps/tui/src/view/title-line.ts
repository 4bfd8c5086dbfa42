import { labelOf, roomAt, type State } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { pad, truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";

/** The most keys first; a narrow screen has room for fewer. */
const keyHints = ["F1 help  F7 rooms  F8 people", "F1 help"];
/** Columns that the room and the beginning of its topic are worth. */
const roomMin = 30;

/** The first row: the room, its topic, and the keys to begin with. */
export function titleLine(state: State, style: Style): string {
	const name = labelOf(state, state.current);
	const topic = roomAt(state, state.current)?.topic ?? "";
	const { columns } = state;
	const hint = keyHints.find((text) => columns - widthOf(text) - 2 >= roomMin);
	const keys = hint === undefined ? "" : `  ${hint}`;
	const left = columns - widthOf(keys);
	return style.inverse(pad(truncate(topic === "" ? name : `${name}  ${topic}`, left), left) + keys);
}
