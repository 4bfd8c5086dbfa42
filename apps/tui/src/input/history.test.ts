import fc from "fast-check";
import { expect, test } from "vitest";
import { createHistory, newer, older, remember } from "./history.ts";

test("going back shows the lines newest first and stops at the oldest", () => {
	const one = older(createHistory(["a", "b"]), "draft")!;
	expect(one.text).toBe("b");
	const two = older(one.history, one.text)!;
	expect(two.text).toBe("a");
	expect(older(two.history, two.text)).toBeUndefined();
});

test("the draft waits at the bottom", () => {
	const back = older(createHistory(["a"]), "draft")!;
	const forth = newer(back.history)!;
	expect(forth.text).toBe("draft");
	expect(newer(forth.history)).toBeUndefined();
});

test("editing a recalled line does not change the past or the draft", () => {
	const back = older(createHistory(["a", "b"]), "draft")!;
	const further = older(back.history, "b edited")!;
	expect(further.history.lines).toEqual(["a", "b"]);
	expect(newer(further.history)!.text).toBe("b");
	expect(newer(newer(further.history)!.history)!.text).toBe("draft");
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
	expect(newer(sent)).toBeUndefined();
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
			for (let recall = newer(history); recall !== undefined; recall = newer(recall.history)) {
				text = recall.text;
			}
			expect(text).toBe(draft);
		}),
	);
});
