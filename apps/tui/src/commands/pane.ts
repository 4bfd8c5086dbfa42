import { nameKey } from "@partyline/shared/text/names";
import type { Desk } from "../desk/desk.ts";
import { home } from "../state/place.ts";
import { type Sides, writeSides } from "../state/sides.ts";
import { titleOf } from "../state/state.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

/** Chooses what stands to the right of the conversation on a wide screen. */
export const paneCommand: SlashCommand = {
	name: "pane",
	aliases: [],
	usage: "/pane mentions|#room|off",
	help: "what stands beside the conversation on a wide screen; F9 shows it on any",
	args: [{ name: "mentions|#room|off", help: "what the second pane shows", completes: "room" }],
	run: choosePane,
};

function choosePane(desk: Desk, argument: string): void {
	const sides = sidesFor(desk, argument);
	desk.change((state) => ({ ...state, sides }));
	desk.clients.get(home)?.note("window:sides", writeSides(sides));
}

function sidesFor({ state }: Desk, argument: string): Sides {
	const now = state();
	if (argument === "") throw new UsageError(paneCommand);
	if (argument === "off") return { ...now.sides, second: "never" };
	if (argument === "mentions") return { ...now.sides, second: "always", shows: "mentions" };
	const wanted = nameKey(/^[#@]/.test(argument) ? argument : `#${argument}`);
	const found = now.rooms.find(
		({ room, place }) =>
			nameKey(room) === wanted || nameKey(titleOf(now, place).replace(/^(?!#)/, "#")) === wanted,
	);
	if (found === undefined) throw new Error(`You are in no room ${argument}; /join goes to one.`);
	return { ...now.sides, second: "always", shows: found.place };
}
