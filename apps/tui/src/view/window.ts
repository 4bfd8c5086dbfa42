import { type Keymap, usualKeymap } from "../actions/keymap.ts";
import { meIn, type State } from "../state/state.ts";
import { createSigns, type Signs } from "../text/signs.ts";
import { createStyle, type Style } from "../text/style.ts";
import type { Clock } from "./clock.ts";
import { type Layout, layoutOf, usualTextMax } from "./layout.ts";
import type { Setting } from "./message-lines.ts";
import { ownSight } from "./own-sight.ts";
import type { Window } from "./pane.ts";

/** What a look is made of. */
export type LookParts = {
	readonly style: Style;
	readonly signs: Signs;
	/** What others wrote, sanitised already, as this terminal draws it as wide as it is counted. */
	readonly show: (text: string) => string;
	/** What the keys do. */
	readonly keymap: Keymap;
	/** How times are written. */
	readonly clock: Clock;
	/** The most columns that a line of text takes. */
	readonly textMax: number;
};

/** How things look on one terminal, and what its keys do. Another theme or another answer of the terminal is another look. */
export type Look = LookParts & {
	readonly windowOf: (state: State) => Window & { readonly layout: Layout };
};

/** A look; what is not given is as on a good terminal with colours. */
export function createLook(parts: Partial<LookParts> = {}): Look {
	const {
		style = createStyle({ colour: true }),
		signs = createSigns(false),
		show = (text) => text,
		keymap = usualKeymap,
		clock = "24h",
		textMax = usualTextMax,
	} = parts;
	const dress = { style, signs, show, clock, textMax };
	let setting: Setting = { width: 0, shape: "narrow", own: undefined, ...dress };
	return {
		style,
		signs,
		show,
		keymap,
		clock,
		textMax,
		windowOf: (state) => {
			const layout = layoutOf(state);
			const { paneWidth: width, shape } = layout;
			const { own, marksGuests } = ownSight(meIn(state));
			const isSame = setting.width === width && setting.shape === shape && setting.own === own;
			if (!isSame || setting.marksGuests !== marksGuests)
				setting = { width, shape, own, marksGuests, ...dress };
			const { paneHeight: height, composerRows } = layout;
			return { setting, height, most: height + composerRows - 1, layout };
		},
	};
}
