import { expect, test } from "vitest";
import { createHistory } from "../input/history.ts";
import { Chat } from "../testing/chat.ts";
import { general, place } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { composerRows } from "../view/composer-rows.ts";

function chatAfter(...sent: string[]): Chat {
	const chat = new Chat();
	chat.client.goLive("ann", "#general", "#ops");
	chat.desk.change((state) => ({ ...state, history: createHistory(sent) }));
	return chat;
}

/** The rows one types in, as they are on screen. */
function line({ state, look }: Chat): string {
	const { layout } = look.windowOf(state);
	return composerRows(state, layout.composerRows, look.style).rows.map(undress).join("\n");
}

test("Ctrl+R searches backwards in what was sent, and Enter takes the line without sending it", () => {
	const chat = chatAfter("deploy eu-1", "lunch?", "deploy eu-2", "ok");
	chat.type("half a tho");
	chat.press("ctrl+r");
	expect(line(chat)).toBe("(search) : half a tho");
	chat.type("dep");
	expect(line(chat)).toBe("(search) dep: deploy eu-2");
	chat.press("ctrl+r");
	expect(line(chat)).toBe("(search) dep: deploy eu-1");
	chat.press("ctrl+s");
	expect(line(chat)).toBe("(search) dep: deploy eu-2");
	chat.press("enter");
	expect([chat.typed, line(chat), chat.client.askedOf("post")]).toEqual([
		"deploy eu-2",
		"ann> deploy eu-2",
		[],
	]);
	// What was being typed is a step back, and at the end of what was sent.
	chat.press("ctrl+_");
	expect(chat.typed).toBe("half a tho");
});

test("the lines around the one that was taken are found by the arrows, and the draft behind them", () => {
	const chat = chatAfter("one", "two", "three");
	chat.type("draft");
	chat.press("ctrl+r");
	chat.type("tw");
	chat.press("enter", "up");
	expect(chat.typed).toBe("one");
	chat.press("down", "down", "down");
	expect(chat.typed).toBe("draft");
});

test.each(["escape", "ctrl+g", "ctrl+c"])("%s gives the line back as it was", (key) => {
	const chat = chatAfter("deploy", "lunch");
	chat.type("half a tho");
	const before = chat.state.editor;
	chat.press("ctrl+r");
	chat.type("dep");
	chat.press(key);
	expect(chat.state.editor).toBe(before);
	expect([chat.state.layer.type, chat.left]).toEqual(["none", 0]);
});

test("more letters stay with a line that has them, fewer begin anew, and the case does not matter", () => {
	const chat = chatAfter("Deploy eu-1", "deploy us-1", "dear all");
	chat.press("ctrl+r");
	chat.type("D");
	expect(line(chat)).toBe("(search) D: dear all");
	chat.type("epl");
	expect(line(chat)).toBe("(search) Depl: deploy us-1");
	chat.press("ctrl+r");
	chat.type("oy");
	expect(line(chat)).toBe("(search) Deploy: Deploy eu-1");
	chat.press("backspace", "backspace", "backspace", "backspace");
	expect(line(chat)).toBe("(search) De: dear all");
	chat.press("backspace", "backspace");
	expect(line(chat)).toBe("(search) : ");
});

test("what is not there is said, and the last find stays", () => {
	const chat = chatAfter("deploy");
	chat.press("ctrl+r");
	chat.type("depx");
	expect(line(chat)).toBe("(not found) depx: ");
	chat.press("backspace");
	expect(line(chat)).toBe("(search) dep: deploy");
	chat.press("ctrl+r");
	expect(line(chat)).toBe("(not found) dep: deploy");
});

test("a line sent over and over is found once", () => {
	const chat = chatAfter("first ok", "ok", "no", "ok");
	chat.press("ctrl+r");
	chat.type("ok");
	chat.press("ctrl+r");
	expect(line(chat)).toBe("(search) ok: first ok");
});

test("the letters found are marked, in a text of several rows too", () => {
	const chat = chatAfter("first\nthe second line");
	chat.press("ctrl+r");
	chat.type("second");
	const { state, look } = chat;
	const { rows, cursor } = composerRows(state, 2, look.style);
	expect(rows[1]).toContain(`the ${look.style.search("second")} line`);
	expect(cursor).toEqual({ x: "(search) second: ".length + 4, y: 1 });
});

test("a key of the line takes what was found and does what it does", () => {
	const chat = chatAfter("deploy eu-1");
	chat.press("ctrl+r");
	chat.type("eu");
	chat.press("ctrl+a");
	expect([chat.typed, chat.state.editor.cursor]).toEqual(["deploy eu-1", 0]);
	chat.press("ctrl+r");
	chat.type("dep");
	chat.press("alt+1");
	expect(chat.state.layer.type).toBe("none");
});

test("a paste of several lines goes into the line, where one can see it", () => {
	const chat = chatAfter("deploy");
	chat.type("so: ");
	chat.press("ctrl+r");
	chat.controller.onInput({ type: "paste", text: "a\nb" });
	expect([chat.typed, chat.state.layer.type]).toEqual(["so: a\nb", "none"]);
	chat.press("ctrl+r");
	chat.controller.onInput({ type: "paste", text: "dep" });
	expect(line(chat)).toMatch(/^\(search\) dep: deploy/);
});

test("what was being typed survives that the room goes away under the search", () => {
	const chat = chatAfter("deploy");
	chat.type("half a tho");
	chat.press("ctrl+r");
	chat.type("dep");
	chat.desk.open(place("#ops"));
	expect([chat.state.layer.type, chat.typed]).toEqual(["none", ""]);
	chat.desk.open(general);
	expect(chat.typed).toBe("half a tho");
});

test("nothing is written to the terminal that was pasted into the search", () => {
	const chat = chatAfter("deploy");
	chat.press("ctrl+r");
	chat.controller.onInput({ type: "paste", text: "\x1b[31mx\u202e" });
	expect(line(chat)).not.toMatch(/[\p{Cc}\u202e]/u);
});
