import { type ReactNode, useMemo } from "react";
import { Composer } from "./components/composer.tsx";
import { Part, PartOver } from "./components/part.tsx";
import type { State } from "./state/state.ts";
import type { Store } from "./state/store.ts";
import { Beside, Block } from "./ui/ui.tsx";
import { type Shown, sameItems, useSlice } from "./ui/use-slice.ts";
import { bannerPanel, frontPanel, menuPanel } from "./view/front-panels.ts";
import { layoutOf } from "./view/layout.ts";
import {
	conversationPanel,
	membersPanel,
	roomsPanel,
	secondPanel,
	statusPanel,
	titlePanel,
} from "./view/panels.ts";

/** The frame of the screen: places the parts, each of which follows what it shows; decides nothing. */
export function App({ store }: { readonly store: Store }): ReactNode {
	const still = useMemo(() => keepStill(store), [store]);
	const [columns, rows, paneHeight] = useSlice(still, frameOf, sameItems);
	return (
		<Block width={columns} height={rows}>
			<Part store={still} select={titlePanel} />
			<Beside height={paneHeight}>
				<Part store={still} select={roomsPanel} />
				<Part store={still} select={conversationPanel} />
				<Part store={still} select={secondPanel} />
				<Part store={still} select={membersPanel} />
				<PartOver store={still} select={bannerPanel} />
				<PartOver store={still} select={frontPanel} />
				<PartOver store={still} select={menuPanel} />
			</Beside>
			<Composer store={still} />
			<Part store={still} select={statusPanel} />
		</Block>
	);
}

/** What is shown: the state of before while the bare view is open, which is not painted by us. */
function keepStill({ subscribe, shown }: Store): Shown<State> {
	let last = shown();
	return {
		subscribe,
		shown: () => {
			const now = shown();
			if (now.layer.type !== "bare") last = now;
			return last;
		},
	};
}

function frameOf(state: State): readonly [columns: number, rows: number, paneHeight: number] {
	const { columns, rows, paneHeight } = layoutOf(state);
	return [columns, rows, paneHeight];
}
