import { expect, test } from "vitest";
import { editorOf, undo } from "../input/editor.ts";
import { createHistory } from "../input/history.ts";
import { general, place, someCompletion, stateOf } from "../testing/samples.ts";
import type { State } from "./state.ts";
import {
	goDown,
	goToEdge,
	goUp,
	hasDraft,
	putInLine,
	unsentIn,
	withEditor,
} from "./typing-line.ts";

function typed(text: string, ...sent: string[]): State {
	return { ...stateOf(), editor: editorOf(text), history: createHistory(sent) };
}

const up = (state: State) => goUp(state, 70);
const down = (state: State) => goDown(state, 70);

test("up recalls what was sent, down comes back to what was being typed", () => {
	const first = up(typed("draft", "one", "two"));
	expect(first.editor.text).toBe("two");
	const second = up(first);
	expect(second.editor.text).toBe("one");
	expect(up(second)).toBe(second);
	expect(down(down(second)).editor.text).toBe("draft");
});

test("in a text of several lines up and down move the cursor first", () => {
	const first = up(typed("first\nsecond", "sent"));
	expect(first.editor).toMatchObject({ text: "first\nsecond", cursor: 5 });
	expect(up(first).editor.text).toBe("sent");
	expect(down(first).editor.cursor).toBe(12);
});

test("in a long line that takes several rows up and down go row by row first", () => {
	const wrapped = typed("abcdefghij", "sent");
	const first = goUp(wrapped, 4);
	expect(first.editor.cursor).toBe(6);
	expect(goUp(goUp(first, 4), 4).editor.text).toBe("sent");
	expect(goDown(goDown(goUp(first, 4), 4), 4).editor.cursor).toBe(10);
});

test("the first of what was sent is one key away, and so is the way back", () => {
	const oldest = goToEdge(typed("draft", "one", "two", "three"), "oldest");
	expect(oldest.editor.text).toBe("one");
	expect(down(oldest).editor.text).toBe("two");
	expect(goToEdge(oldest, "newest").editor.text).toBe("draft");
	const alone = typed("draft");
	expect([goToEdge(alone, "oldest"), goToEdge(alone, "newest")]).toEqual([alone, alone]);
});

test("undo back to what was being typed ends the look back", () => {
	const looking = up(typed("draft", "one"));
	const back = withEditor(looking, undo(looking.editor));
	expect([back.editor.text, down(back)]).toEqual(["draft", back]);
	expect(unsentIn(withEditor(back, editorOf("draft and more")), general)).toBe("draft and more");
});

test("a text is put in the line of any room, as a step to undo", () => {
	const there = place("#there");
	const state = { ...typed("here"), drafts: new Map([[there, editorOf("x")]]) };
	expect(undo(putInLine(state, general, "new").editor).text).toBe("here");
	const line = putInLine(state, there, "new").drafts.get(there);
	expect([line?.text, line && undo(line).text]).toEqual(["new", "x"]);
});

test("a room has a draft while something is typed there that is not on screen", () => {
	const there = place("#there");
	// What is on screen is in the line, whatever was there when one came.
	const bothTyped = new Map([
		[there, editorOf("x")],
		[general, editorOf("y")],
	]);
	const state = { ...typed("here"), drafts: bothTyped };
	expect([hasDraft(state, there), hasDraft(state, state.current)]).toEqual([true, false]);
	const blank = { ...state, drafts: new Map([[there, editorOf(" \n")]]) };
	expect(hasDraft(blank, there)).toBe(false);
	const aside = new Map([[there, up(typed("x", "sent")).history]]);
	expect(hasDraft({ ...blank, looks: aside }, there)).toBe(true);
});

test("with nothing sent and nothing below, up and down do nothing", () => {
	const state = typed("draft");
	expect(up(state)).toBe(state);
	expect(down(state)).toBe(state);
});

test("a change by hand ends what Tab and Ctrl+C had begun", () => {
	const state: State = {
		...typed(""),
		leaving: true,
		hint: "a hint",
		asking: true,
		completion: someCompletion,
	};
	expect(withEditor(state, editorOf("x"))).toMatchObject({
		leaving: false,
		asking: false,
		hint: "",
		completion: undefined,
	});
});
