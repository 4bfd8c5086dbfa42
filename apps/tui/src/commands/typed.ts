import { nearestTo } from "../config/nearest.ts";
import { findCommand, slashCommands } from "./commands.ts";
import type { SlashCommand } from "./slash-command.ts";

/** A longer word is no command with a slip in it. */
const longestTypo = 12;

/** What a typed text means. */
export type Typed =
	| { readonly type: "say"; readonly text: string }
	| { readonly type: "command"; readonly command: SlashCommand; readonly argument: string }
	| { readonly type: "unknown"; readonly name: string; readonly nearest: string | undefined }
	/** A command with a space before it: a slip of the finger, or a text about the command. */
	| { readonly type: "indented"; readonly name: string };

/** Reads a typed text. A slash at its beginning is never sent by accident: `//text` sends it. */
export function readTyped(text: string): Typed {
	// Fingers that know vi mean to leave.
	if (/^:(q|wq|x|qa)!?$/.test(text.trim())) return toCommand("quit", "");
	if (text.startsWith("//")) return { type: "say", text: text.slice(1) };
	const [, indented] = /^\s+\/(\S+)/.exec(text) ?? [];
	if (indented !== undefined && findCommand(indented) !== undefined)
		return { type: "indented", name: indented };
	const parts = /^\/(\S*)\s*(.*)$/s.exec(text);
	if (parts === null || text.startsWith("/ ")) return { type: "say", text };
	const [, name = "", argument = ""] = parts;
	return toCommand(name, argument.trim());
}

/** Why a typed text is neither said nor done, and what to type instead; undefined when it can be. */
export function problemOf(typed: Typed): string | undefined {
	if (typed.type !== "unknown") return undefined;
	const hint = typed.nearest === undefined ? "" : ` Did you mean /${typed.nearest}?`;
	return `There is no command /${typed.name}.${hint} //${typed.name} would say it.`;
}

function toCommand(name: string, argument: string): Typed {
	const command = findCommand(name);
	if (command !== undefined) return { type: "command", command, argument };
	return { type: "unknown", name, nearest: nearestCommand(name) };
}

/** The command that is most likely meant. */
function nearestCommand(name: string): string | undefined {
	if (name.length > longestTypo) return undefined;
	const names = slashCommands.flatMap((command) => [command.name, ...command.aliases]);
	return nearestTo(name, names, { firstLetter: true });
}
