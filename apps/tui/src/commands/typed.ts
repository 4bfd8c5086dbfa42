import { findCommand, type SlashCommand, slashCommands } from "./commands.ts";

/** What a typed text means. */
export type Typed =
	| { readonly type: "say"; readonly text: string }
	| { readonly type: "command"; readonly command: SlashCommand; readonly argument: string }
	| { readonly type: "unknown"; readonly name: string; readonly nearest: string | undefined };

/** Reads a typed text. A slash at its beginning is never sent by accident: `//text` sends it. */
export function readTyped(text: string): Typed {
	// Fingers that know vi mean to leave.
	if (/^:(q|wq|x|qa)!?$/.test(text.trim())) return toCommand("quit", "");
	if (text.startsWith("//")) return { type: "say", text: text.slice(1) };
	const parts = /^\/(\S*)\s*(.*)$/s.exec(text);
	if (parts === null || text.startsWith("/ ")) return { type: "say", text };
	const [, name = "", argument = ""] = parts;
	return toCommand(name, argument.trim());
}

function toCommand(name: string, argument: string): Typed {
	const command = findCommand(name);
	if (command !== undefined) return { type: "command", command, argument };
	return { type: "unknown", name, nearest: nearestTo(name) };
}

function nearestTo(name: string): string | undefined {
	const begins = slashCommands.find((command) => command.name.startsWith(name.slice(0, 1)));
	return begins?.name;
}
