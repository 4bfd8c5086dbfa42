import { writeFileSync } from "node:fs";
import { usualKeymap } from "../apps/tui/src/actions/keymap.ts";
import { helpSections } from "../apps/tui/src/view/help-sections.ts";
import { toTable } from "./table.ts";

const head = `# Keys and commands

What \`F1\` tells in the chat, with the keys as they are unless [configuration.md](configuration.md) binds others. \`/keys test\` shows what your
terminal really sends. Selecting with the mouse: hold Shift while you drag, or press Alt+L first.
`;

/** The page of keys and commands, made from the tables of the program. */
export function keysPage(): string {
	const sections = helpSections(usualKeymap).map(({ title, entries }) => {
		const rows = entries.map(({ keys, what }) => [plain(keys), plain(what)]);
		const heading = title === "Commands" ? "command" : "keys";
		return `## ${title}\n\n${toTable([[heading, "what it does"], ...rows])}`;
	});
	return `${[head.trimEnd(), ...sections].join("\n\n")}\n`;
}

/** Where the page is. */
export const keysPath = new URL("keys.md", import.meta.url);

function plain(text: string): string {
	return text.replaceAll("<", "\\<").replaceAll(/([*_])/g, "\\$1");
}

if (import.meta.main) writeFileSync(keysPath, keysPage());
