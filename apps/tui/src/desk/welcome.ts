import { home } from "../state/place.ts";
import { readSides } from "../state/sides.ts";
import { labelOf } from "../state/state.ts";
import type { Desk } from "./desk.ts";

/** For how long a hint line is shown: whoever has come back for a week knows their way. */
const hintDaysMs = 7 * 24 * 60 * 60 * 1_000;

/** One a day of use; each fits beside connection and room at 80 columns. */
const tips = [
	"F1 tells every key",
	"Alt+A: next unread room",
	"Ctrl+K: go anywhere",
	"Tab completes",
	"Alt+U: where you stopped",
	"Ctrl+R: what you sent",
	"/hints off hides this",
];

/** Puts back how the window was left, and the hint of today. Throws when the disk refuses. */
export function restoreWindow({ clients, change, now }: Desk): void {
	const client = clients.get(home);
	if (client === undefined) return;
	const notes = client.notes("window:");
	const firstDay = Number(notes.get("window:first-day") ?? now());
	if (!notes.has("window:first-day")) client.note("window:first-day", String(firstDay));
	const tip = notes.get("window:hints") === "off" ? "" : tipFor(now() - firstDay);
	const sides = readSides(notes.get("window:sides"));
	change((state) => ({ ...state, sides, tip }));
}

/** The hint for so long after the first day; none after a week, or when a clock went back. */
export function tipFor(sinceMs: number): string {
	if (!(sinceMs >= 0 && sinceMs < hintDaysMs)) return "";
	return tips[Math.floor((sinceMs / hintDaysMs) * tips.length)] ?? "";
}

/** Says once, in four lines, how one gets along. */
export function welcome({ clients, state, tell }: Desk): void {
	const client = clients.get(home);
	if (client === undefined || client.notes("window:welcomed").size > 0) return;
	client.note("window:welcomed", "yes");
	const now = state();
	tell(`Welcome to partyline. This is ${labelOf(now, now.current)}: type, and Enter says it.`);
	tell("F1 tells the keys, / the commands. Tab completes what you type.");
	tell("Ctrl+K goes to any room or person. /join #room makes a room.");
	tell("/quit leaves. The server keeps everything, and this line what you typed.");
}
