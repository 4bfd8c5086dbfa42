import { bareBytes } from "../view/bare-lines.ts";
import type { Desk } from "./desk.ts";

/** Lines are no longer broken by the terminal: as on the screen of the chat. */
const autowrapOff = "\x1b[?7l";

/**
 * Shows the bare view while it is open. It is on the alternate screen as the chat is: what people said does not
 * stay in the terminal of a shell. The views are not painted meanwhile (`app.tsx`), and the mouse is the
 * terminal's, which selects with it.
 */
export function keepBareView({ store, state, terminal, redraw }: Desk): void {
	let isOpen = false;
	store.subscribe(() => {
		const opens = state().layer.type === "bare";
		if (opens === isOpen) return;
		isOpen = opens;
		if (state().mouse) terminal.setMouse(!opens);
		terminal.send(opens ? bareBytes(state()) : autowrapOff);
		if (!opens) redraw();
	});
}
