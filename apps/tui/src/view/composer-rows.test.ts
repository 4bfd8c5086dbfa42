import { expect, test } from "vitest";
import { editorOf } from "../input/editor.ts";
import { moveTo } from "../input/moves.ts";
import type { State } from "../state/state.ts";
import { called, stateOf } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { createStyle } from "../text/style.ts";
import { composerRows } from "./composer-rows.ts";

const style = createStyle({ colour: true });

function typed(text: string, columns = 80): State {
	return { ...stateOf({ columns }), editor: editorOf(text) };
}

function shown(state: State, height: number) {
	const { rows, cursor } = composerRows(state, height, style);
	return { rows: rows.map(undress), cursor };
}

test("the prompt stands before the first row, its width before the others", () => {
	expect(shown(typed("one\ntwo"), 2)).toEqual({
		rows: ["ann> one", "     two"],
		cursor: { x: 8, y: 1 },
	});
});

test("a name of wide characters moves the cursor by its columns", () => {
	const state = called(typed("x"), "李明");
	expect(shown(state, 1)).toEqual({ rows: ["李明> x"], cursor: { x: 7, y: 0 } });
});

test("more than fits scrolls with the cursor", () => {
	const state = typed("1\n2\n3\n4", 40);
	expect(shown(state, 2)).toEqual({ rows: ["  3", "  4"], cursor: { x: 3, y: 1 } });
	const up = { ...state, editor: moveTo(state.editor, 0) };
	expect(shown(up, 2)).toEqual({ rows: ["> 1", "  2"], cursor: { x: 2, y: 0 } });
});

test("on a screen of one column the cursor is on it", () => {
	expect(shown(typed("ab", 1), 1)).toEqual({ rows: ["b"], cursor: { x: 0, y: 0 } });
});
