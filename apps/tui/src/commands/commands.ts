import { accountCommands } from "./account.ts";
import { choiceCommands } from "./choices.ts";
import { createHelp } from "./help.ts";
import { journalCommands } from "./journal.ts";
import { keepingCommands } from "./keeping.ts";
import { createList } from "./list.ts";
import { orderCommands } from "./order.ts";
import { othersCommands } from "./others.ts";
import { peopleCommands } from "./people.ts";
import { readingCommands } from "./reading.ts";
import { roomCommands } from "./rooms.ts";
import { serverCommands } from "./servers.ts";
import type { SlashCommand } from "./slash-command.ts";
import { takingBackCommands } from "./taking-back.ts";
import { windowCommands } from "./window.ts";

/** Every slash command, in the order of `/help`. */
export const slashCommands: readonly SlashCommand[] = [
	...roomCommands,
	...keepingCommands,
	createList(() => slashCommands),
	...choiceCommands,
	...serverCommands,
	...readingCommands,
	...takingBackCommands,
	...peopleCommands,
	...othersCommands,
	...orderCommands,
	...journalCommands,
	...accountCommands,
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
