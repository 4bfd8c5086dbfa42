import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import { secondPaneLines } from "../view/second-pane.ts";
import { byPlace, Rows } from "./rows.tsx";

type SecondPaneProps = {
	readonly state: State;
	/** The border included. */
	readonly width: number;
	readonly height: number;
};

/** Mentions or another room, with a border to their left. */
export function SecondPane({ state, width, height }: SecondPaneProps): ReactNode {
	const { style, signs } = state.look;
	const border = style.rule(signs.bar);
	const rows = secondPaneLines(state, { width: width - 1, height }).map((row) => `${border}${row}`);
	return <Rows rows={byPlace(rows)} width={width} height={height} />;
}
