import type { Desk } from "../desk/desk.ts";
import { type HelpTitle, openedHelp } from "../state/help.ts";

/** Actions that have nothing to do with what lies over the conversation. */
const outward: ReadonlySet<string> = new Set(["redraw", "suspend"]);

/** Does what a few keys do whatever lies over the conversation; false for every other key. */
export function takeEverywhere(desk: Desk, chord: string, help: (desk: Desk) => void): boolean {
	const action = desk.look.keymap.get(chord);
	if (action?.name === "help") help(desk);
	else if (action !== undefined && outward.has(action.name)) action.run(desk);
	else return false;
	return true;
}

/** Opens the help with the keys of what lies over the conversation first; closed, that is there again. */
export function openHelpOver({ change }: Desk, first: HelpTitle): void {
	change((state) => ({ ...state, layer: { ...openedHelp("", first), behind: state.layer } }));
}
