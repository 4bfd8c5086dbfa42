import type { Desk } from "../desk/desk.ts";
import { openedHelp } from "../state/help.ts";
import type { SlashCommand } from "./slash-command.ts";

/** The command that tells of the others; `find` knows them by name. */
export function createHelp(find: (name: string) => SlashCommand | undefined): SlashCommand {
	return {
		name: "help",
		aliases: ["h"],
		usage: "/help [command or words]",
		help: "the keys and commands, one command, or what has these words",
		args: [
			{ name: "[command or words]", help: "a command, or words to find", completes: "command" },
		],
		run: (desk, argument) => tellOf(desk, argument, find(argument.replace(/^\//, ""))),
	};
}

function tellOf(desk: Desk, asked: string, command: SlashCommand | undefined): void {
	if (command === undefined) {
		desk.toggle(openedHelp(asked));
		return;
	}
	const { usage, help, aliases, args = [] } = command;
	const also = aliases.map((alias) => `/${alias}`).join(", ");
	desk.tell(`${usage}: ${help}${also === "" ? "" : ` (also ${also})`}`);
	for (const { name, help: what } of args) desk.tell(`  ${name}: ${what}`);
}
