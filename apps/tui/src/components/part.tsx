import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import { Over } from "../ui/ui.tsx";
import { type Shown, useSlice } from "../ui/use-slice.ts";
import { type Panel, samePanel } from "../view/panel.ts";
import { Rows } from "./rows.tsx";

type PartProps = {
	readonly store: Shown<State>;
	/** What of the state it shows: the same function from one time to the next. */
	readonly select: (state: State) => Panel | undefined;
};

/** A part of the screen. It is made anew when its own rows or its place change, whatever else does. */
export function Part({ store, select }: PartProps): ReactNode {
	const panel = useSlice(store, select, samePanel);
	if (panel === undefined) return null;
	return <Rows rows={panel.rows} width={panel.width} height={panel.height} />;
}

/** A part that lies over what is there. */
export function PartOver({ store, select }: PartProps): ReactNode {
	const panel = useSlice(store, select, samePanel);
	if (panel === undefined) return null;
	return (
		<Over left={panel.left} top={panel.top}>
			<Rows rows={panel.rows} width={panel.width} height={panel.height} />
		</Over>
	);
}
