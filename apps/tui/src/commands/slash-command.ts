import type { Desk } from "../desk/desk.ts";

/** What a command takes: its next word, or, for the last, all the rest. */
export type Argument = {
	/** As the usage has it. */
	readonly name: string;
	readonly help: string;
	/** Whether it may be several words, each with an `@`. Of the first only. @default false */
	readonly repeats?: boolean;
	/** What Tab completes it to; names and rooms of a text unless told. */
	readonly completes?:
		| "room"
		| "person"
		| "either"
		| "anybody"
		| "command"
		| "theme"
		| "action"
		| readonly string[];
};

/** A slash command. Its failures are thrown and shown to the person. */
export type SlashCommand = {
	readonly name: string;
	readonly aliases: readonly string[];
	readonly usage: string;
	readonly help: string;
	readonly args?: readonly Argument[];
	readonly run: (desk: Desk, argument: string) => void | Promise<void>;
};

/** A command was given without what it needs. */
export class UsageError extends Error {
	override readonly name = "UsageError";

	constructor({ usage, help }: SlashCommand) {
		super(`Type ${usage}: ${help}.`);
	}
}
