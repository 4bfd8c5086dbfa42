import { tipFor } from "../desk/welcome.ts";
import { home } from "../state/place.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

/** Takes the hints of the first days away, or brings them back. */
export const hintsCommand: SlashCommand = {
	name: "hints",
	aliases: [],
	usage: "/hints on|off",
	help: "the hints of your first days at the foot of the screen",
	args: [{ name: "on|off", help: "whether hints are shown", completes: ["on", "off"] }],
	run: (desk, argument) => {
		if (argument !== "on" && argument !== "off") throw new UsageError(hintsCommand);
		const client = desk.clients.get(home);
		client?.note("window:hints", argument === "off" ? "off" : undefined);
		// Whoever asks for them has them for another week.
		if (argument === "on") client?.note("window:first-day", String(desk.now()));
		desk.change((state) => ({ ...state, tip: argument === "off" ? "" : tipFor(0) }));
		if (argument === "on") desk.tell("There is a hint at the foot of the screen for a week.");
	},
};
