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

/** Whether a text may be kept nowhere: the line of a command that takes secrets. */
export function isSecretText(text: string): boolean {
	const [, name = ""] = /^\s*\/(\S+)/.exec(text) ?? [];
	return findCommand(name)?.secret === true;
}

function toCommand(name: string, argument: string): Typed {
	const command = findCommand(name);
	if (command !== undefined) return { type: "command", command, argument };
	return { type: "unknown", name, nearest: nearestTo(name) };
}

/** The command that is most likely meant: begun with these letters, or at most two slips away. */
function nearestTo(name: string): string | undefined {
	const wanted = name.toLowerCase();
	if (wanted === "" || wanted.length > longestTypo) return undefined;
	const names = slashCommands.flatMap((command) => [command.name, ...command.aliases]);
	const begins = names.find((known) => known.startsWith(wanted));
	if (begins !== undefined) return begins;
	const begin = ({ known }: { readonly known: string }) => known[0] === wanted[0];
	const near = names
		.map((known) => ({ known, slips: slipsBetween(known, wanted) }))
		.filter(({ known, slips }) => slips <= 2 && slips * 2 <= known.length)
		// Between two that are as near, fingers rarely miss the first letter.
		.sort((a, b) => a.slips - b.slips || Number(begin(b)) - Number(begin(a)));
	return near[0]?.known;
}

/** How many letters must be put in, taken out or changed to come from one word to the other. */
function slipsBetween(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (const [index, letter] of [...from].entries()) {
		const next = [index + 1];
		for (let column = 1; column <= to.length; column++) {
			const change = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
			next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row.at(-1) ?? 0;
}
