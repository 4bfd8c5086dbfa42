import type { Desk } from "../desk.ts";
import type { SlashCommand } from "./slash-command.ts";

/** The command that tells of the others; `find` knows them by name. */
export function createHelp(find: (name: string) => SlashCommand | undefined): SlashCommand {
	return {
		name: "help",
		aliases: ["h"],
		usage: "/help [command]",
		help: "the keys and commands, or one command",
		run: (desk, argument) => tellOf(desk, argument, find(argument.replace(/^\//, ""))),
	};
}

function tellOf({ toggle, tell }: Desk, asked: string, command: SlashCommand | undefined): void {
	if (command === undefined) {
		if (asked === "") toggle({ type: "help", top: 0 });
		else tell(`There is no command ${asked}; /help lists them.`, "problem");
		return;
	}
	const also = command.aliases.map((alias) => `/${alias}`).join(", ");
	tell(`${command.usage}: ${command.help}${also === "" ? "" : ` (also ${also})`}`);
}
