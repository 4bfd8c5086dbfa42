import { type Keymap, usualKeymap } from "../actions/keymap.ts";
import type { State } from "../state/state.ts";
import { createStyle, type Style } from "../text/style.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { Setting } from "./message-lines.ts";
import type { Window } from "./pane.ts";

/** How things look on one terminal, and what its keys do. */
export type Look = {
	readonly style: Style;
	/** What the keys do. */
	readonly keymap: Keymap;
	readonly windowOf: (state: State) => Window & { readonly layout: Layout };
};

/** A look; `colour` false leaves weights only. */
export function createLook(colour: boolean): Look {
	const style = createStyle({ colour });
	let setting: Setting = { width: 0, shape: "narrow", style };
	return {
		style,
		keymap: usualKeymap,
		windowOf: (state) => {
			const layout = layoutOf(state);
			if (setting.width !== layout.paneWidth || setting.shape !== layout.shape)
				setting = { width: layout.paneWidth, shape: layout.shape, style };
			return { setting, height: layout.paneHeight, layout };
		},
	};
}
