import { openSwitcher } from "../desk/switcher.ts";
import type { SlashCommand } from "./slash-command.ts";

/** The command that shows the rooms there are; `all` are what the switcher offers beside them. */
export function createList(all: () => readonly SlashCommand[]): SlashCommand {
	return {
		name: "list",
		aliases: [],
		usage: "/list [word]",
		help: "the rooms there are, to look through and to join",
		args: [{ name: "word", help: "some letters of the name" }],
		run: (desk, argument) => openSwitcher(desk, all(), `#${argument.replace(/^#/, "")}`),
	};
}
