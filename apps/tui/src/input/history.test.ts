import fc from "fast-check";
import { expect, test } from "vitest";
import { createHistory, newer, older, remember, resumeLook, unsentText } from "./history.ts";

test("going back shows the lines newest first and stops at the oldest", () => {
	const one = older(createHistory(["a", "b"]), "draft")!;
	expect(one.text).toBe("b");
	const two = older(one.history, one.text)!;
	expect(two.text).toBe("a");
	expect(older(two.history, two.text)).toBeUndefined();
});

test("the draft waits at the bottom", () => {
	const back = older(createHistory(["a"]), "draft")!;
	const forth = newer(back.history, back.text)!;
	expect(forth.text).toBe("draft");
	expect(newer(forth.history, forth.text)).toBeUndefined();
});

test("an edited line is there again as it was left, until something is sent; the past stays as it was", () => {
	const back = older(createHistory(["a", "b"]), "draft")!;
	const further = older(back.history, "b edited")!;
	expect(further.history.lines).toEqual(["a", "b"]);
	const forth = newer(further.history, further.text)!;
	expect(forth.text).toBe("b edited");
	expect(newer(forth.history, forth.text)!.text).toBe("draft");
	expect(older(remember(forth.history, "c"), "")!.text).toBe("c");
	expect(older(older(remember(forth.history, "c"), "")!.history, "c")!.text).toBe("b");
});

test("a look back is taken up again at its line, wherever that is by now", () => {
	const { history } = older(older(createHistory(["a", "b"]), "draft")!.history, "b edited")!;
	const resumed = resumeLook(["a", "b", "c"], history);
	expect(resumed.lines[resumed.at]).toBe("a");
	expect(newer(resumed, "a")!.text).toBe("b edited");
	const gone = resumeLook(["c", "d"], history);
	expect([gone.at, newer(newer(gone, "a")!.history, "d")!.text]).toEqual([0, "draft"]);
	expect(resumeLook(["c"], createHistory(["a"])).at).toBe(1);
});

test.each([
	["the line", "b", "draft"],
	["a line that was changed", "b edited", "draft\nb edited"],
	["an empty line", " ", "draft"],
])("in a look back %s does not hide the draft", (_, current, text) => {
	const back = older(createHistory(["a", "b"]), "draft")!;
	expect(unsentText(back.history, current)).toBe(text);
	expect(unsentText(older(createHistory(["b"]), " ")!.history, "b")).toBe("b");
});

test("a line sent twice running is kept once, a blank one not at all", () => {
	let history = createHistory(["a", "a", " ", "b"]);
	expect(history.lines).toEqual(["a", "b"]);
	history = remember(remember(remember(history, "b"), "\n"), "a");
	expect(history.lines).toEqual(["a", "b", "a"]);
});

test("sending goes back to the bottom with an empty draft", () => {
	const back = older(createHistory(["a", "b"]), "draft")!;
	const sent = remember(back.history, "c");
	expect(newer(sent, "")).toBeUndefined();
	expect(older(sent, "")!.text).toBe("c");
});

test("no more than five hundred lines are kept", () => {
	const many = Array.from({ length: 600 }, (_, index) => `line ${index}`);
	const history = remember(createHistory(many), "last");
	expect(history.lines).toHaveLength(500);
	expect(history.lines[0]).toBe("line 101");
});

test("from anywhere, going all the way forward gives the draft", () => {
	fc.assert(
		fc.property(fc.array(fc.string()), fc.string(), fc.nat(20), (lines, draft, steps) => {
			let history = createHistory(lines);
			let text = draft;
			for (let step = 0; step < steps; step++) {
				const recall = older(history, text);
				history = recall?.history ?? history;
				text = recall?.text ?? text;
			}
			for (let recall = newer(history, text); recall !== undefined; ) {
				text = recall.text;
				recall = newer(recall.history, text);
			}
			expect(text).toBe(draft);
		}),
	);
});
