import { choiceCommands } from "./choices.ts";
import { createHelp } from "./help.ts";
import { createList } from "./list.ts";
import { peopleCommands } from "./people.ts";
import { readingCommands } from "./reading.ts";
import { roomCommands } from "./rooms.ts";
import { serverCommands } from "./servers.ts";
import type { SlashCommand } from "./slash-command.ts";
import { windowCommands } from "./window.ts";

/** Every slash command, in the order of `/help`. */
export const slashCommands: readonly SlashCommand[] = [
	...roomCommands,
	createList(() => slashCommands),
	...choiceCommands,
	...serverCommands,
	...readingCommands,
	...peopleCommands,
	createHelp((name) => findCommand(name)),
	...windowCommands,
];

/** The command of that name or alias. */
export function findCommand(name: string): SlashCommand | undefined {
	const wanted = name.toLowerCase();
	return slashCommands.find(
		(command) => command.name === wanted || command.aliases.includes(wanted),
	);
}
