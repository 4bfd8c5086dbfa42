import { hintsCommand } from "./hints.ts";
import { keysCommand } from "./keys.ts";
import { lagCommand } from "./lag.ts";
import { paneCommand } from "./pane.ts";
import type { SlashCommand } from "./slash-command.ts";
import { themeCommand } from "./theme.ts";

/** Commands about the window. */
export const windowCommands: readonly SlashCommand[] = [
	paneCommand,
	hintsCommand,
	themeCommand,
	keysCommand,
	lagCommand,
	{
		name: "quit",
		aliases: ["exit", "q"],
		usage: "/quit",
		help: "leave; the server goes on",
		run: ({ leave }) => leave(),
	},
];
