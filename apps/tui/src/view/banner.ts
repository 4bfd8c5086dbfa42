import type { State } from "../state/state.ts";
import { pad } from "../text/truncate.ts";
import { layoutOf } from "./layout.ts";
import { problemRows } from "./problem-rows.ts";

/** Why there is no connection, in as many rows as it is given, each as wide as the conversation. */
export function bannerLines(state: State, rows: number): string[] {
	const { style, signs } = state.look;
	const { paneWidth: columns } = layoutOf(state);
	const lines = problemRows(state, columns);
	return Array.from({ length: rows }, (_, row) =>
		style.warn(pad(lines[row] ?? "", columns, signs.ellipsis)),
	);
}
