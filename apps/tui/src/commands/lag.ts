import type { Lag } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Desk } from "../desk/desk.ts";
import { serverIn } from "../state/state.ts";
import type { SlashCommand } from "./slash-command.ts";

/** Tells where the time goes between Enter and everybody else. */
export const lagCommand: SlashCommand = {
	name: "lag",
	aliases: ["ping"],
	usage: "/lag",
	help: "how long a message takes, where that time goes, and what waits",
	run: tellLag,
};

function tellLag({ clients, state, tell }: Desk): void {
	const all = [...clients];
	for (const [server, client] of all) {
		const name = all.length > 1 ? `${sanitizeLine(serverIn(state(), server).label)}: ` : "";
		tell(`${name}${lagText(client.lag(), client.status().state === "live")}`);
	}
}

/** The lag of a connection in words. */
export function lagText(lag: Lag, isLive: boolean): string {
	return [roundTripText(lag, isLive), keptText(lag), waitingText(lag)]
		.filter((part) => part !== "")
		.join("; ");
}

function roundTripText({ roundTripMs }: Lag, isLive: boolean): string {
	if (!isLive) return "no connection";
	return roundTripMs === undefined
		? "no answer was timed yet"
		: `to the server and back ${milliseconds(roundTripMs)}`;
}

function keptText({ ackMs, commitMs }: Lag): string {
	if (ackMs === undefined) return "";
	const kept = `a message is kept after ${milliseconds(ackMs)}`;
	return commitMs === undefined ? kept : `${kept}, ${milliseconds(commitMs)} of that in the server`;
}

function waitingText({ waiting, oldestWaitingMs }: Lag): string {
	if (waiting === 0) return "nothing waits to be sent";
	const messages = waiting === 1 ? "1 message waits" : `${waiting} messages wait`;
	if (oldestWaitingMs === undefined) return `${messages} to be sent`;
	const since = `for ${Math.round(oldestWaitingMs / 1_000)} s`;
	return `${messages} to be sent, ${waiting === 1 ? since : `the oldest ${since}`}`;
}

function milliseconds(ms: number): string {
	return `${Math.round(ms)} ms`;
}
