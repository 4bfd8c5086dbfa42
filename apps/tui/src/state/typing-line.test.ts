import { expect, test } from "vitest";
import { editorOf } from "../input/editor.ts";
import { createHistory } from "../input/history.ts";
import { stateOf } from "../testing/samples.ts";
import type { State } from "./state.ts";
import { goDown, goUp, withEditor } from "./typing-line.ts";

function typed(text: string, ...sent: string[]): State {
	return { ...stateOf(), editor: editorOf(text), history: createHistory(sent) };
}

test("up recalls what was sent, down comes back to what was being typed", () => {
	const first = goUp(typed("draft", "one", "two"));
	expect(first.editor.text).toBe("two");
	const second = goUp(first);
	expect(second.editor.text).toBe("one");
	expect(goUp(second)).toBe(second);
	expect(goDown(goDown(second)).editor.text).toBe("draft");
});

test("in a text of several lines up and down move the cursor first", () => {
	const up = goUp(typed("first\nsecond", "sent"));
	expect(up.editor).toMatchObject({ text: "first\nsecond", cursor: 5 });
	expect(goUp(up).editor.text).toBe("sent");
	expect(goDown(up).editor.cursor).toBe(12);
});

test("with nothing sent and nothing below, up and down do nothing", () => {
	const state = typed("draft");
	expect(goUp(state)).toBe(state);
	expect(goDown(state)).toBe(state);
});

test("a change by hand ends what Tab and Ctrl+C had begun", () => {
	const state: State = {
		...typed(""),
		leaving: true,
		hint: "a hint",
		completion: { candidates: ["x"], index: 0, from: 0 },
	};
	expect(withEditor(state, editorOf("x"))).toMatchObject({
		leaving: false,
		hint: "",
		completion: undefined,
	});
});
