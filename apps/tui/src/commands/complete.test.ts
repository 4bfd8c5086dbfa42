import { expect, test } from "vitest";
import { editorOf } from "../input/editor.ts";
import { moveTo } from "../input/moves.ts";
import { takeMembers } from "../state/reduce.ts";
import type { State } from "../state/state.ts";
import { general, joinedRoom, person, stateOf } from "../testing/samples.ts";
import { complete } from "./complete.ts";

const rooms = [joinedRoom("#general"), joinedRoom("#games"), joinedRoom("#ops")];

function typed(marked: string): State {
	const state = takeMembers(stateOf({}, rooms), general, [
		person("ann"),
		person("bob", "Bobby"),
		person("boris"),
	]);
	const editor = editorOf(marked.replace("|", ""));
	return { ...state, editor: moveTo(editor, marked.indexOf("|")) };
}

function show({ editor }: State): string {
	return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

test.each([
	["/jo|", "/join |"],
	["/J|", "/join |"],
	["go to #op|", "go to #ops |"],
	["bobb|", "Bobby: |"],
	["ask bobb|", "ask Bobby |"],
	["ask BOR| about it", "ask boris | about it"],
	["/msg bobb|", "/msg Bobby |"],
	["first line\nbor|", "first line\nboris |"],
])("Tab after %j gives %j", (before, after) => {
	expect(show(complete(typed(before), 1))).toBe(after);
});

test.each(["|", "ask |", "xyz|", "ann|", "x/jo|"])("Tab after %j does nothing", (text) => {
	const state = typed(text);
	expect(complete(state, 1)).toBe(state);
});

test("Tab goes round what may be meant, Shift+Tab back, and the hint shows where one is", () => {
	const first = complete(typed("#g| there"), 1);
	expect([show(first), first.hint]).toEqual(["#games | there", "[#games] #general"]);
	const second = complete(first, 1);
	expect([show(second), second.hint]).toEqual(["#general | there", "#games [#general]"]);
	expect(show(complete(second, 1))).toBe("#games | there");
	expect(show(complete(second, -1))).toBe("#games | there");
	expect(show(complete(first, -1))).toBe("#general | there");
});

test("one candidate needs no hint", () => {
	expect(complete(typed("#op|"), 1).hint).toBe("");
});

test("a long pasted word before the cursor costs no time", () => {
	expect(show(complete(typed(`${"x".repeat(300_000)} bor|`), 1)).slice(-8)).toBe(" boris |");
});
