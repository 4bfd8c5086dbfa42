import type { Editor } from "../input/editor.ts";
import { findCommand } from "./commands.ts";
import type { Argument, SlashCommand } from "./slash-command.ts";

/** What is being typed of a command: its next word, or the rest of the line. */
export type TypedArgument = { readonly command: SlashCommand; readonly argument: Argument };

/** Which argument of which command the cursor is in; undefined in any other text. */
export function argumentAt({ text, cursor }: Editor): TypedArgument | undefined {
	const [, name, given] = /^\/([^\s/]+)\s+(.*)$/s.exec(text.slice(0, cursor)) ?? [];
	if (name === undefined || given === undefined) return undefined;
	const command = findCommand(name);
	const args = command?.args ?? [];
	const argument = args[Math.min(wordsBefore(given, args[0]), args.length - 1)];
	return command === undefined || argument === undefined ? undefined : { command, argument };
}

/** The words that are over; those of an argument that goes on are not. */
function wordsBefore(given: string, first: Argument | undefined): number {
	// No command takes so many that a pasted page need be counted.
	const words = given.slice(0, 1_000).split(/\s+/);
	const goesOn = first?.repeats === true && words.every((word) => word.startsWith("@"));
	return goesOn ? 0 : words.length - 1;
}
