import { home } from "../state/place.ts";
import type { Desk } from "./desk.ts";

/** Where one's wish is kept on disk. */
const note = "window:mouse";

/** Takes the mouse if it is wanted: as one said last, else as the configuration has it. Throws when the disk refuses. */
export function restoreMouse(desk: Desk, configured: boolean): void {
	const said = desk.clients.get(home)?.notes(note).get(note);
	setMouse(desk, said === undefined ? configured : said === "on");
}

/** Takes the mouse, or leaves it to the terminal, from now on and in time to come. */
export function chooseMouse(desk: Desk, on: boolean): void {
	desk.clients.get(home)?.note(note, on ? "on" : "off");
	setMouse(desk, on);
}

function setMouse(desk: Desk, on: boolean): void {
	desk.change((state) => ({ ...state, mouse: on }));
	desk.terminal.setMouse(on);
}
