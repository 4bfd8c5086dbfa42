import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { memberLines, roomLines } from "../view/lists.ts";
import { byPlace, Rows } from "./rows.tsx";

type ListProps = {
	readonly state: State;
	readonly style: Style;
	/** The border included. */
	readonly width: number;
	readonly height: number;
};

/** The rooms, with a border to their right. */
export function RoomList({ state, style, width, height }: ListProps): ReactNode {
	const lines = roomLines(state, { width: width - 1, height, style });
	const rows = lines.map((line) => `${line}${style.rule(state.look.signs.bar)}`);
	return <Rows rows={byPlace(rows)} width={width} height={height} />;
}

/** The people of the room, with a border to their left. */
export function MemberList({ state, style, width, height }: ListProps): ReactNode {
	const lines = memberLines(state, { width: width - 1, height, style });
	const rows = lines.map((line) => `${style.rule(state.look.signs.bar)}${line}`);
	return <Rows rows={byPlace(rows)} width={width} height={height} />;
}
