import type { Desk } from "../desk.ts";

/** A slash command. Its failures are thrown and shown to the person. */
export type SlashCommand = {
	readonly name: string;
	readonly aliases: readonly string[];
	readonly usage: string;
	readonly help: string;
	readonly run: (desk: Desk, argument: string) => void | Promise<void>;
};

/** A command was given without what it needs. */
export class UsageError extends Error {
	override readonly name = "UsageError";

	constructor({ usage, help }: SlashCommand) {
		super(`Type ${usage}: ${help}.`);
	}
}
