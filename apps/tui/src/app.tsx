import { type ReactNode, useRef, useSyncExternalStore } from "react";
import { Composer } from "./components/composer.tsx";
import { Conversation } from "./components/conversation.tsx";
import { Front } from "./components/front.tsx";
import { Menu } from "./components/menu.tsx";
import { byPlace, Rows } from "./components/rows.tsx";
import { SecondPane } from "./components/second-pane.tsx";
import { MemberList, RoomList } from "./components/side-lists.tsx";
import { logOf, type State } from "./state/state.ts";
import type { Store } from "./state/store.ts";
import { Beside, Block, Over } from "./ui/ui.tsx";
import { bannerLines } from "./view/banner.ts";
import type { Layout } from "./view/layout.ts";
import { itemsBelow } from "./view/pane.ts";
import { statusLine } from "./view/status-line.ts";
import { titleLine } from "./view/title-line.ts";

/** The frame of the screen: places the parts; decides nothing. */
export function App({ store }: { readonly store: Store }): ReactNode {
	const state = useShown(store);
	const { look } = state;
	const { layout, ...window } = look.windowOf(state);
	const { columns, rows, paneHeight, titleRows, statusRows } = layout;
	const below = itemsBelow(logOf(state, state.current), window);
	return (
		<Block width={columns} height={rows}>
			<Rows
				rows={titleRows === 0 ? [] : byPlace([titleLine(state)])}
				width={columns}
				height={titleRows}
			/>
			<Beside height={paneHeight}>
				<Middle state={state} layout={layout} />
			</Beside>
			<Composer state={state} layout={layout} style={look.style} top={titleRows + paneHeight} />
			<Rows
				rows={statusRows === 0 ? [] : byPlace([statusLine(state, below)])}
				width={columns}
				height={statusRows}
			/>
		</Block>
	);
}

/** The state to show: that of before while the bare view is open, which is not painted by us. */
function useShown({ subscribe, shown }: Store): State {
	const last = useRef(shown());
	return useSyncExternalStore(subscribe, () => {
		const now = shown();
		if (now.layer.type !== "bare") last.current = now;
		return last.current;
	});
}

type MiddleProps = { readonly state: State; readonly layout: Layout };

/** The conversation, what stands beside it, and what lies over it. */
function Middle({ state, layout }: MiddleProps): ReactNode {
	const { look } = state;
	const { style } = look;
	const { listWidth, memberWidth, secondWidth, paneWidth, bannerRows } = layout;
	const { paneHeight: height } = layout;
	return (
		<>
			{listWidth > 0 && <RoomList state={state} style={style} width={listWidth} height={height} />}
			<Conversation state={state} look={look} />
			{secondWidth > 0 && <SecondPane state={state} width={secondWidth} height={height} />}
			{memberWidth > 0 && (
				<MemberList state={state} style={style} width={memberWidth} height={height} />
			)}
			{bannerRows > 0 && (
				<Over left={listWidth}>
					<Rows
						rows={byPlace(bannerLines(state, bannerRows))}
						width={paneWidth}
						height={bannerRows}
					/>
				</Over>
			)}
			<Front state={state} layout={layout} />
			<Menu state={state} layout={layout} />
		</>
	);
}
