import { type Command, Option } from "commander";
import { printJson, printLine, printNote } from "../../print.ts";
import { makeLink, type Ticket } from "../link.ts";
import { durationFlag, type UsualFlags } from "./usual.ts";

/** How long a link may be followed. */
const lifetime = { leastMs: 60_000, mostMs: 365 * 24 * 3_600_000 };

/** The flags of a command that prints a link. */
export type LinkFlags = UsualFlags & { readonly expires: number; readonly host?: string };

/** Gives a command the flags that say how long its link holds, and where it leads. */
export function withLink(command: Command): Command {
	return command
		.addOption(
			new Option("--expires <duration>", "how long the link may be followed, such as 30m or 7d")
				.default(24 * 3_600_000, "24h")
				.argParser(durationFlag("--expires", lifetime)),
		)
		.option(
			"--host <name>",
			"the name or address by which others reach the server, with :PORT if it is another there",
		);
}

/** Prints the one line to paste, or all of it as JSON; what there is to know besides goes to stderr. */
export function printTicket(
	{ addresses, code, pin, ...rest }: Ticket & { readonly id: number },
	{ host, json }: LinkFlags,
): void {
	const { url, notes } = makeLink({ addresses, code, pin }, host);
	const line = `partyline join ${url}`;
	for (const note of notes) printNote(note);
	if (json) printJson([{ ...rest, url, line }]);
	else printLine(line);
}
