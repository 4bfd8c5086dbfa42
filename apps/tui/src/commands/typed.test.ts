import { describe, expect, test } from "vitest";
import { problemOf, readTyped } from "./typed.ts";

function commandOf(text: string): string | undefined {
	const typed = readTyped(text);
	return typed.type === "command" ? `${typed.command.name}|${typed.argument}` : undefined;
}

test.each([
	["hello", "hello"],
	["/ 2 = half", "/ 2 = half"],
	["//etc is a folder", "/etc is a folder"],
	["1/2", "1/2"],
	[":quiet", ":quiet"],
	[" /usr/bin is a folder", " /usr/bin is a folder"],
	["  //quit", "  //quit"],
	["say :q", "say :q"],
])("%j is said", (text, said) => {
	expect(readTyped(text)).toEqual({ type: "say", text: said });
});

test.each([
	["/join #ops", "join|#ops"],
	["/J  #ops ", "join|#ops"],
	["/me waves\nand goes", "me|waves\nand goes"],
	["/leave", "part|"],
	["/dm bob hi", "msg|bob hi"],
	["/exit", "quit|"],
	[":q", "quit|"],
	[":wq!", "quit|"],
	[" :x ", "quit|"],
])("%j is a command", (text, command) => {
	expect(commandOf(text)).toBe(command);
});

describe("a word that is no command is never said, and the nearest is named", () => {
	test.each([
		["/jion #ops", "join"],
		["/tpoic x", "topic"],
		["/nmaes", "names"],
		["/hlep", "help"],
		["/QIUT", "quit"],
		["/top", "topic"],
		["/leav", "leave"],
		["/foo", undefined],
		["/usr/bin/env", undefined],
		["/", undefined],
		[`/${"join".repeat(5_000)}`, undefined],
	])("%.20j: %s", (text, nearest) => {
		expect(readTyped(text)).toMatchObject({ type: "unknown", nearest });
	});
});

test.each([
	[" /quit", "quit"],
	["\t/MSG bob the secret", "MSG"],
	["\n /j #ops", "j"],
])("%j is asked about before it is said", (text, name) => {
	const typed = readTyped(text);
	expect(typed).toEqual({ type: "indented", name });
	expect(problemOf(typed)).toBeUndefined();
});
