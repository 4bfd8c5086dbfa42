import { labelOf, roomOf, type State } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { pad, truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";

const keys = "F1 help  F7 rooms  F8 people";

/** The first row: the room, its topic, and the keys to begin with. */
export function titleLine(state: State, style: Style): string {
	const name = labelOf(state, state.current);
	const topic = roomOf(state, state.current)?.topic ?? "";
	const left = state.columns - widthOf(keys) - 2;
	const text = pad(truncate(topic === "" ? name : `${name}  ${topic}`, left), left);
	return style.inverse(`${text}  ${keys}`);
}
