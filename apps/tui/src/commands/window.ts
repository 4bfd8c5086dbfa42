import type { SlashCommand } from "./slash-command.ts";

/** Commands about the window. */
export const windowCommands: readonly SlashCommand[] = [
	{
		name: "quit",
		aliases: ["exit", "q"],
		usage: "/quit",
		help: "leave; the server goes on",
		run: ({ leave }) => leave(),
	},
];
