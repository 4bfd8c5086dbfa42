import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import { Over } from "../ui/ui.tsx";
import { helpLines } from "../view/help-lines.ts";
import { keysTestLines } from "../view/keys-test-lines.ts";
import { type Layout, overlayWidth } from "../view/layout.ts";
import { Links } from "./links.tsx";
import { byPlace, Rows } from "./rows.tsx";
import { SecondPane } from "./second-pane.tsx";
import { MemberList, RoomList } from "./side-lists.tsx";
import { Switcher } from "./switcher.tsx";

type FrontProps = { readonly state: State; readonly layout: Layout };

/** What lies over the conversation and its sides. It covers, it never squeezes. */
export function Front({ state, layout }: FrontProps): ReactNode {
	const { layer, look } = state;
	const { style } = look;
	const { columns, paneHeight: height } = layout;
	const width = overlayWidth(columns);
	switch (layer.type) {
		case "none":
		case "recall":
		case "bare":
			return null;
		case "select":
			return <Links state={state} layer={layer} layout={layout} />;
		case "rooms":
			return (
				<Over left={0}>
					<RoomList state={state} style={style} width={width} height={height} />
				</Over>
			);
		case "members":
			return (
				<Over left={columns - width}>
					<MemberList state={state} style={style} width={width} height={height} />
				</Over>
			);
		case "second":
			return (
				<Over left={0}>
					<SecondPane state={state} width={columns} height={height} />
				</Over>
			);
		case "keys-test":
			return (
				<Over left={0}>
					<Rows
						rows={byPlace(keysTestLines(state, layer, { width: columns, height }))}
						width={columns}
						height={height}
					/>
				</Over>
			);
		case "switcher":
			return <Switcher state={state} layer={layer} />;
		case "help":
			return (
				<Over left={0}>
					<Rows
						rows={byPlace(helpLines(state, layer, { width: columns, height }))}
						width={columns}
						height={height}
					/>
				</Over>
			);
	}
}
