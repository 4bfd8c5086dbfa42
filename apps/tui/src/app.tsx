import { type ReactNode, useSyncExternalStore } from "react";
import { Composer } from "./components/composer.tsx";
import { Conversation } from "./components/conversation.tsx";
import { byPlace, Rows } from "./components/rows.tsx";
import { MemberList, RoomList } from "./components/side-lists.tsx";
import { logOf, type State } from "./state/state.ts";
import type { Store } from "./state/store.ts";
import { Beside, Block, Over } from "./ui/ui.tsx";
import { helpLines } from "./view/help-lines.ts";
import type { Layout } from "./view/layout.ts";
import { itemsBelow } from "./view/pane.ts";
import { bannerLines, statusLine } from "./view/status-line.ts";
import { titleLine } from "./view/title-line.ts";
import type { Look } from "./view/window.ts";

/** The lists over the conversation, where there is no room beside it. */
const overlayWidth = 23;

/** The frame of the screen: places the parts; decides nothing. */
export function App({ store }: { readonly store: Store }): ReactNode {
	const state = useSyncExternalStore(store.subscribe, store.shown);
	const { look } = state;
	const { layout, ...window } = look.windowOf(state);
	const { style } = look;
	const { columns, rows, paneHeight, titleRows, bannerRows, statusRows } = layout;
	const below = itemsBelow(logOf(state, state.current), window);
	return (
		<Block width={columns} height={rows}>
			<Rows
				rows={titleRows === 0 ? [] : byPlace([titleLine(state, style)])}
				width={columns}
				height={titleRows}
			/>
			<Beside height={paneHeight}>
				<Sides state={state} look={look} layout={layout} />
			</Beside>
			<Rows
				rows={byPlace(bannerLines(state, { rows: bannerRows, style }))}
				width={columns}
				height={bannerRows}
			/>
			<Composer
				state={state}
				layout={layout}
				style={style}
				top={titleRows + paneHeight + bannerRows}
			/>
			<Rows
				rows={statusRows === 0 ? [] : byPlace([statusLine(state, below, style)])}
				width={columns}
				height={statusRows}
			/>
		</Block>
	);
}

type SidesProps = { readonly state: State; readonly look: Look; readonly layout: Layout };

/** The conversation, the lists beside it, and what lies over it. */
function Sides({ state, look, layout }: SidesProps): ReactNode {
	const { style } = look;
	const { layer } = state;
	const { listWidth, memberWidth, columns, paneHeight: height } = layout;
	const width = Math.min(overlayWidth, columns);
	if (layer.type === "help")
		return (
			<Rows
				rows={byPlace(helpLines({ width: columns, height, top: layer.top, style }))}
				width={columns}
				height={height}
			/>
		);
	return (
		<>
			{listWidth > 0 && <RoomList state={state} style={style} width={listWidth} height={height} />}
			<Conversation state={state} look={look} />
			{memberWidth > 0 && (
				<MemberList state={state} style={style} width={memberWidth} height={height} />
			)}
			{layer.type === "rooms" && listWidth === 0 && (
				<Over left={0}>
					<RoomList state={state} style={style} width={width} height={height} />
				</Over>
			)}
			{layer.type === "members" && memberWidth === 0 && (
				<Over left={columns - width}>
					<MemberList state={state} style={style} width={width} height={height} />
				</Over>
			)}
		</>
	);
}
