import { describe, expect, test, vi } from "vitest";
import { Chat } from "../testing/chat.ts";
import { anchorOnScreen, clipboardOf, selectedRows } from "../testing/reading.ts";
import { event, events, post } from "../testing/samples.ts";
import { frontCursor } from "../view/front-cursor.ts";

/** A chat of a few rows with so many messages; `texts` are the last of them. */
function arrange(count = 30, ...texts: readonly string[]): Chat {
	const chat = new Chat({ columns: 80, rows: 12 });
	chat.client.goLive("ann", "#general");
	const said = [...events(1, count), ...texts.map((text, at) => event(count + 1 + at, { text }))];
	for (const one of said) chat.client.tell({ type: "event", event: one, mine: false });
	return chat;
}

describe("choosing a message", () => {
	test.for([["ctrl+up"], ["alt+k"]])("%s chooses the last one on screen", ([key = ""]) => {
		const chat = arrange();
		chat.press(key);
		expect(selectedRows(chat)).toEqual(["text 30"]);
	});

	test("Esc and then k does too, when there is nothing to end", () => {
		const chat = arrange();
		chat.press("escape");
		chat.type("k");
		expect(selectedRows(chat)).toEqual(["text 30"]);
		expect(chat.typed).toBe("");
	});

	test("a k later than that, or after another key, is typed", () => {
		const chat = arrange();
		chat.press("escape");
		chat.nowMs += 700;
		chat.type("k");
		chat.press("escape");
		chat.type("o");
		chat.type("k");
		expect(chat.typed).toBe("kok");
		expect(chat.state.layer.type).toBe("none");
	});

	test("a k after an Esc that ended something is typed", () => {
		const chat = arrange();
		chat.press("f7", "escape");
		chat.type("k");
		expect(chat.typed).toBe("k");
	});

	test("k and j, Up and Down go from message to message, and the view follows", () => {
		const chat = arrange();
		chat.press("ctrl+up");
		chat.type("kk");
		chat.press("up", "down");
		expect(selectedRows(chat)).toEqual(["text 28"]);
		chat.type("k".repeat(20));
		expect(selectedRows(chat)).toEqual(["text 8"]);
		chat.type("j");
		expect(selectedRows(chat)).toEqual(["text 9"]);
	});

	test("g goes to the first message that is here, G to the last, the ends stay", () => {
		const chat = arrange();
		chat.press("ctrl+up");
		chat.type("gk");
		expect(selectedRows(chat)).toEqual(["text 1"]);
		chat.type("Gj");
		expect(selectedRows(chat)).toEqual(["text 30"]);
	});

	test("PgUp and PgDn go a page, with a message on that screen chosen", () => {
		const chat = arrange();
		chat.press("ctrl+up", "pageup");
		const [first] = selectedRows(chat);
		expect(Number(first?.replace("text ", ""))).toBeLessThan(20);
		chat.press("pagedown", "pagedown", "pagedown");
		expect(selectedRows(chat)).toEqual(["text 30"]);
	});

	test("nothing new moves what one has chosen", () => {
		const chat = arrange();
		chat.press("ctrl+up");
		const before = anchorOnScreen(chat);
		chat.client.tell({ type: "event", event: event(31), mine: false });
		expect(anchorOnScreen(chat)).toEqual(before);
		expect(selectedRows(chat)).toEqual(["text 30"]);
	});

	test("a post that the server takes is still the chosen one", () => {
		const chat = arrange();
		const entry = post("mine");
		chat.client.tell({ type: "post", state: "pending", entry });
		chat.press("ctrl+up");
		expect(selectedRows(chat)).toEqual(["mine"]);
		const kept = event(31, { by: "ann", id: entry.id, text: "mine" });
		chat.client.tell({ type: "event", event: kept, mine: true });
		chat.client.tell({ type: "event", event: event(32), mine: false });
		expect(selectedRows(chat)).toEqual(["mine"]);
	});

	test("those who come and go are passed by, but for a run of them, which Enter opens", () => {
		const chat = arrange(3);
		for (const [at, by] of ["x", "y", "z"].entries())
			chat.client.tell({ type: "event", event: event(4 + at, { type: "join", by }), mine: false });
		chat.client.tell({ type: "event", event: event(7), mine: false });
		chat.press("ctrl+up");
		chat.type("k");
		const folded = chat.rows.length;
		expect(selectedRows(chat)).toEqual([expect.stringContaining("x")]);
		chat.press("enter");
		expect(chat.rows.length).toBe(folded + 2);
		chat.type("k");
		expect(selectedRows(chat)).toEqual(["text 3"]);
	});

	test.for([["escape"], ["ctrl+c"]])("%s goes back to where one was", ([key = ""]) => {
		const chat = arrange();
		chat.press("pageup");
		const before = anchorOnScreen(chat);
		chat.press("ctrl+up", "pageup", "pageup", key);
		expect(anchorOnScreen(chat)).toEqual(before);
		expect(chat.state.layer.type).toBe("none");
		expect(chat.state.hint).toBe("");
	});

	test("what is typed behind q is for the line", () => {
		const chat = arrange();
		chat.type("draft ");
		chat.press("ctrl+up");
		chat.type("kqhello");
		expect(chat.typed).toBe("draft hello");
	});

	test("letters that are no keys change nothing and say so", () => {
		const chat = arrange();
		chat.press("ctrl+up");
		chat.type("x");
		expect(chat.typed).toBe("");
		expect(chat.state.hint).toContain("no key here");
		expect(selectedRows(chat)).toEqual(["text 30"]);
	});

	test.for([["?"], ["f1"]])("%s tells the keys, and behind the help it goes on", ([key = ""]) => {
		const chat = arrange();
		chat.press("ctrl+up");
		chat.type("k");
		if (key === "?") chat.type(key);
		else chat.press(key);
		expect(chat.state.layer.type).toBe("help");
		chat.press("escape");
		expect(selectedRows(chat)).toEqual(["text 29"]);
	});

	test("a paste ends it and is in the line", () => {
		const chat = arrange();
		chat.press("ctrl+up");
		chat.controller.onInput({ type: "paste", text: "pasted" });
		expect(chat.typed).toBe("pasted");
		expect(chat.state.layer.type).toBe("none");
	});

	test("a key that goes to another room does so", () => {
		const chat = arrange();
		chat.client.goLive("ann", "#general", "#ops");
		chat.press("ctrl+up", "ctrl+n");
		expect(chat.state.current).toBe("#ops");
		expect(chat.state.layer.type).toBe("none");
	});

	test("in an empty room there is nothing to choose, and it says so", () => {
		const chat = new Chat({ columns: 80, rows: 12 });
		chat.press("ctrl+up");
		expect(chat.state.layer.type).toBe("none");
		expect(chat.state.hint).toBe("There is no message to choose yet");
	});

	test("a message longer than the screen is read on before one leaves it", () => {
		const long = Array.from({ length: 60 }, (_, line) => `line ${line}`).join("\n");
		const chat = arrange(2, long, "after");
		chat.press("ctrl+up");
		chat.type("k");
		chat.press("enter");
		const seen = new Set(chat.rows);
		for (let step = 0; step < 20; step++) {
			chat.type("j");
			for (const row of chat.rows) seen.add(row);
		}
		for (let line = 0; line < 60; line++) expect([...seen].join("\n")).toContain(`line ${line}`);
		expect(selectedRows(chat)).toEqual(["after"]);
	});
});

describe("copying", () => {
	test("y copies the text as it was written, not as it is wrapped or folded", () => {
		const text = `${"long ".repeat(80)}end\n\tindented\n${"x\n".repeat(40)}last`;
		const chat = arrange(3, text);
		chat.press("ctrl+up");
		chat.type("y");
		expect(clipboardOf(chat)).toBe(text);
		expect(chat.state.hint).toBe("copied 43 lines");
	});

	test("what a terminal would obey is not in what one pastes elsewhere", () => {
		const chat = arrange(1, "rm \x1b[201~\x07x");
		chat.press("ctrl+up");
		chat.type("y");
		expect(clipboardOf(chat)).toBe("rm x");
	});

	test("Y copies the room and the number", () => {
		const chat = arrange();
		chat.press("ctrl+up");
		chat.type("kY");
		expect(clipboardOf(chat)).toBe("#general/29");
		expect(chat.state.hint).toBe("copied #general/29");
	});

	test("a post without a number says that it has none", () => {
		const chat = arrange();
		chat.client.tell({ type: "post", state: "pending", entry: post("mine") });
		chat.press("ctrl+up");
		chat.type("Y");
		expect(chat.sent).toEqual([]);
		expect(chat.state.hint).toContain("no number");
	});
});

describe("links of the chosen message", () => {
	test("without a desktop the one link is copied, and it says why", () => {
		const chat = arrange(3, "see https://example.org/a?b=c, all");
		chat.press("ctrl+up");
		chat.type("o");
		expect(clipboardOf(chat)).toBe("https://example.org/a?b=c");
		expect(chat.state.hint).toContain("no desktop here");
	});

	test("of several one is chosen by its number", () => {
		const chat = arrange(3, "https://one.example/ https://two.example/ https://one.example/");
		chat.press("ctrl+up");
		chat.type("o");
		expect(chat.state.hint).toBe("Which link? 1 to 2, Esc none");
		chat.type("2");
		expect(clipboardOf(chat)).toBe("https://two.example/");
		expect(chat.state.layer).toMatchObject({ type: "select", links: [] });
	});

	test("Esc asks no longer, and stays in the selection", () => {
		const chat = arrange(3, "https://one.example/ https://two.example/");
		chat.press("ctrl+up");
		chat.type("o");
		chat.press("escape");
		expect(chat.state.layer).toMatchObject({ type: "select", links: [] });
		chat.type("2");
		expect(chat.sent).toEqual([]);
	});

	test("where there is none it says so", () => {
		const chat = arrange();
		chat.press("ctrl+up");
		chat.type("o");
		expect(chat.state.hint).toBe("There is no link in this message");
	});

	test("where there is a desktop it opens there, and one that cannot is told and made up for", async () => {
		const opener = { program: "/nonexistent/opener", args: [] };
		const chat = new Chat({ columns: 80, rows: 12 }, { opener, inTmux: false });
		chat.client.goLive("ann", "#general");
		const one = event(1, { text: "https://example.org/" });
		chat.client.tell({ type: "event", event: one, mine: false });
		chat.press("ctrl+up");
		chat.type("o");
		expect(chat.state.hint).toBe("opening https://example.org/");
		await vi.waitUntil(() => chat.state.hint.includes("could not open it"));
		expect(clipboardOf(chat)).toBe("https://example.org/");
	});
});

test("the cursor stands on the first row of the chosen message, for those who follow it", () => {
	const chat = arrange();
	chat.press("ctrl+up");
	chat.type("kkk");
	const { y } = frontCursor(chat.state) ?? { y: -1 };
	expect(chat.rows[y]).toContain("text 27");
	chat.press("escape");
	expect(frontCursor(chat.state)).toBeUndefined();
});
