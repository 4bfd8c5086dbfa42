import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import type { SwitcherLayer } from "../state/switcher.ts";
import { Over } from "../ui/ui.tsx";
import { switcherBox, switcherLines } from "../view/switcher-lines.ts";
import { byPlace, Rows } from "./rows.tsx";

type SwitcherProps = { readonly state: State; readonly layer: SwitcherLayer };

/** The switcher, over the middle of the screen. */
export function Switcher({ state, layer }: SwitcherProps): ReactNode {
	const { left, width, height } = switcherBox(state);
	return (
		<Over left={left}>
			<Rows rows={byPlace(switcherLines(state, layer))} width={width} height={height} />
		</Over>
	);
}
