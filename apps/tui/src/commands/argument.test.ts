import { expect, test } from "vitest";
import { editorOf } from "../input/editor.ts";
import { moveTo } from "../input/moves.ts";
import { argumentAt } from "./argument.ts";
import { slashCommands } from "./commands.ts";

test("every command that takes something says what it is", () => {
	for (const { name, usage, args = [] } of slashCommands) {
		const takes = usage.replace(`/${name}`, "").trim();
		expect(args.length > 0, usage).toBe(takes !== "");
		for (const argument of args) expect(argument.help, usage).toMatch(/^[^A-Z].*[^.]$/);
	}
});

test.each([
	["/topic |", "TEXT"],
	["/t new plans|", "TEXT"],
	["/msg b|", "@who..."],
	["/msg @b|", "@who..."],
	["/msg @bob @z|", "@who..."],
	["/msg @bob @zoe hi|", "[text]"],
	["/msg bob |", "[text]"],
	["/msg bob hi there, and more|", "[text]"],
	["/msg b| hi", "@who..."],
])("where the cursor is in %j the command takes %s", (marked, name) => {
	const editor = moveTo(editorOf(marked.replace("|", "")), marked.indexOf("|"));
	expect(argumentAt(editor)?.argument.name).toBe(name);
});

test.each([
	"|/topic x",
	"/top|ic x",
	"/quit now|",
	"/nosuch x|",
	"//topic x|",
	"say /topic x|",
	"/|",
])("in %j it takes nothing", (marked) => {
	const editor = moveTo(editorOf(marked.replace("|", "")), marked.indexOf("|"));
	expect(argumentAt(editor)).toBeUndefined();
});
