import { expect, test } from "vitest";
import { editorOf, insert } from "../input/editor.ts";
import { moveTo } from "../input/moves.ts";
import { takeMembers } from "../state/reduce.ts";
import type { State } from "../state/state.ts";
import { event, general, joinedRoom, person, stateOf, withEvents } from "../testing/samples.ts";
import { loadEmoji } from "../text/emoji.ts";
import { createLook } from "../view/window.ts";
import { complete, offerCommands, type Sources } from "./complete.ts";

const rooms = [joinedRoom("#general"), joinedRoom("#games"), joinedRoom("#ops")];

function typed(marked: string): State {
	const state = takeMembers(stateOf({}, rooms), general, [
		person("ann"),
		person("bob", "Bobby"),
		person("boris"),
		person("bea", "Bea", "offline"),
		person("zoe", "Zoë van B"),
	]);
	const editor = editorOf(marked.replace("|", ""));
	return { ...state, editor: moveTo(editor, marked.indexOf("|")) };
}

function show({ editor }: State): string {
	return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

function labels({ completion }: State): string[] | undefined {
	return completion?.candidates.map(({ label }) => label);
}

test.each([
	["/jo|", "/join |"],
	["/J|", "/join |"],
	["/leav|", "/leave |"],
	["go to #op|", "go to #ops |"],
	["bobb|", "Bobby: |"],
	["ask bobb|", "ask Bobby |"],
	["ask @bobb|", "ask @Bobby |"],
	["@bobb|", "@Bobby |"],
	["ask BOR| about it", "ask boris | about it"],
	["zo|", "Zoë van B: |"],
	["/msg bobb|", "/msg Bobby |"],
	["/msg zo|", "/msg zoe |"],
	["/msg @bobb|", "/msg @Bobby |"],
	["/msg @bob @zo|", "/msg @bob @zoe |"],
	["/dm @bob @zoe @bor|", "/dm @bob @zoe @boris |"],
	["/msg bob bori|", "/msg bob boris |"],
	["/join op|", "/join #ops |"],
	["/part #op|", "/part #ops |"],
	["/help top|", "/help topic |"],
	["/help /top|", "/help topic |"],
	["first line\nbor|", "first line\nboris |"],
])("Tab after %j gives %j", (before, after) => {
	expect(show(complete(typed(before), 1))).toBe(after);
});

test.each(["|", "ask |", "xyz|", "ann|", "x/jo|", "//jo|", "/ jo|"])(
	"Tab after %j does nothing",
	(text) => {
		const state = typed(text);
		expect(complete(state, 1)).toBe(state);
	},
);

test("Tab goes round what may be meant, Shift+Tab back, and the menu shows where one is", () => {
	const first = complete(typed("#g| there"), 1);
	expect([show(first), labels(first)]).toEqual(["#games | there", ["#games", "#general"]]);
	const second = complete(first, 1);
	expect([show(second), second.completion?.index]).toEqual(["#general | there", 1]);
	expect(show(complete(second, 1))).toBe("#games | there");
	expect(show(complete(second, -1))).toBe("#games | there");
	expect(show(complete(first, -1))).toBe("#general | there");
	expect(show(complete(typed("#g| there"), -1))).toBe("#general | there");
});

test("one candidate needs no menu", () => {
	expect(complete(typed("#op|"), 1).completion).toBeUndefined();
});

test("who spoke last comes first, then who is here, then the rest", () => {
	expect(labels(complete(typed("b|"), 1))).toEqual(["Bobby", "boris", "Bea"]);
	const spoken = withEvents(typed("b|"), [event(1, { by: "bea" }), event(2, { by: "boris" })]);
	expect(labels(complete(spoken, 1))).toEqual(["boris", "Bea", "Bobby"]);
});

test("after a command that takes a room or a person, Tab alone shows them", () => {
	expect(labels(complete(typed("/join |"), 1))).toEqual(["#games", "#general", "#ops"]);
	expect(labels(complete(typed("/msg |"), 1))).toEqual(["Bobby", "boris", "Zoë van B", "Bea"]);
});

test("a slash offers every command with its help, and letters narrow it", () => {
	const all = offerCommands(typed("/|"));
	expect(labels(all)?.length).toBeGreaterThan(8);
	expect(all.completion).toMatchObject({ index: undefined, typed: all.editor });
	const few = offerCommands(typed("/to|"));
	expect(few.completion?.candidates).toMatchObject([
		{ label: "/topic [text]", note: expect.stringContaining("show the topic") },
	]);
	// Nothing is put in the line before one asks for it.
	expect(show(few)).toBe("/to|");
	expect(show(complete(few, 1))).toBe("/topic |");
});

test.each(["/join |", "|/jo", "x|", "//|", "/ |", "/nosuch|"])("%j offers no commands", (text) => {
	const state = typed(text);
	expect(offerCommands(state)).toBe(state);
});

test("one undo takes a completion back, however many were looked at", () => {
	const state = { ...typed("|"), editor: insert(editorOf(""), "b") };
	const third = complete(complete(complete(state, 1), 1), 1);
	expect(third.editor.past.at(-1)).toEqual({ text: "b", cursor: 1 });
});

test("the beginning of an emoji's name becomes the emoji, or its name where none can be shown", async () => {
	const sources: Sources = { emoji: await loadEmoji() };
	const menu = complete(typed("yes :tad|"), 1, sources);
	expect(show(menu)).toBe("yes 🎉 |");
	const plain = { ...typed("yes :tad|"), look: createLook({ show: () => "?" }) };
	expect(show(complete(plain, 1, sources))).toBe("yes :tada: |");
	const many = complete(typed(":smile|"), 1, sources);
	expect(labels(many)?.[0]).toBe(":smile:");
	expect(complete(typed(":tad|"), 1).completion).toBeUndefined();
});

test("a long pasted word before the cursor costs no time", () => {
	expect(show(complete(typed(`${"x".repeat(300_000)} bor|`), 1)).slice(-8)).toBe(" boris |");
});
