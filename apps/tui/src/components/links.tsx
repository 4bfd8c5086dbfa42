import type { ReactNode } from "react";
import type { SelectLayer } from "../state/select.ts";
import type { State } from "../state/state.ts";
import { Over } from "../ui/ui.tsx";
import type { Layout } from "../view/layout.ts";
import { linkLines } from "../view/link-lines.ts";
import { byPlace, Rows } from "./rows.tsx";

type LinksProps = {
	readonly state: State;
	readonly layer: SelectLayer;
	readonly layout: Layout;
};

/** The links to choose from, over the last rows of the conversation. */
export function Links({ state, layer, layout }: LinksProps): ReactNode {
	const { listWidth, paneWidth: width, paneHeight: height } = layout;
	const rows = linkLines(state, layer, { width, height });
	if (rows.length === 0) return null;
	return (
		<Over left={listWidth} top={height - rows.length}>
			<Rows rows={byPlace(rows)} width={width} height={rows.length} />
		</Over>
	);
}
