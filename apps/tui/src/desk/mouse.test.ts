import { describe, expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { clipboardOf, selectedRows } from "../testing/reading.ts";
import { event, events, person } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { widthOf } from "../text/width.ts";
import { composerRows } from "../view/composer-rows.ts";
import { conversationLines } from "../view/conversation-lines.ts";
import { layoutOf } from "../view/layout.ts";
import { memberLines, roomLines } from "../view/lists.ts";
import { menuLines } from "../view/menu-lines.ts";
import { statusLine } from "../view/status-line.ts";
import { switcherBox, switcherLines } from "../view/switcher-lines.ts";
import { titleLine } from "../view/title-line.ts";

function arrange(columns = 80, rows = 24): Chat {
	const chat = new Chat({ columns, rows });
	chat.client.people = [person("ann"), person("bob")];
	chat.client.goLive("ann", "#general", "#ops");
	for (const one of events(1, 60)) chat.client.tell({ type: "event", event: one, mine: false });
	return chat;
}

/** The screen row by row, as `app.tsx` lays it out; without what lies over it. */
function screenOf({ state }: Chat): string[] {
	const layout = layoutOf(state);
	const { titleRows, paneHeight, listWidth, composerRows: typed } = layout;
	const { style } = state.look;
	const lines = conversationLines(state).map(({ text }) => undress(text));
	const pane = [...Array.from({ length: paneHeight - lines.length }, () => ""), ...lines];
	const list =
		listWidth === 0 ? [] : roomLines(state, { width: listWidth - 1, height: paneHeight, style });
	const bottom = composerRows(state, typed, style).rows;
	return [
		...(titleRows === 0 ? [] : [titleLine(state)]),
		...pane.map((row, at) => `${listWidth === 0 ? "" : `${list[at]}|`}${row}`),
		...bottom,
		statusLine(state, 0),
	].map(undress);
}

/** Clicks the first letter of a text on the screen. */
function clickOn(chat: Chat, text: string): void {
	const rows = screenOf(chat);
	const row = rows.findIndex((one) => one.includes(text));
	const found = rows[row] ?? "";
	if (row < 0) throw new Error(`${text} is not on the screen:\n${rows.join("\n")}`);
	clickAt(chat, widthOf(found.slice(0, found.indexOf(text))), row);
}

function clickAt(chat: Chat, column: number, row: number): void {
	point(chat, { action: "press", button: "left", column, row });
}

/** Turns the wheel over a cell near the left of the screen. */
function turnAt(chat: Chat, direction: "up" | "down", row = 5): void {
	point(chat, { action: "wheel", button: direction, column: 10, row });
}

type Pointing = {
	readonly action: "press" | "wheel";
	readonly button: "left" | "up" | "down";
	readonly column: number;
	readonly row: number;
	readonly shift?: boolean;
};

function point(chat: Chat, pointing: Pointing): void {
	const held = { ctrl: false, alt: false, shift: false };
	chat.controller.onInput({ type: "mouse", ...held, ...pointing });
}

describe("a click", () => {
	test("on a message chooses it", () => {
		const chat = arrange();
		clickOn(chat, "text 55");
		expect(selectedRows(chat)).toEqual(["text 55"]);
		clickOn(chat, "text 50");
		expect(selectedRows(chat)).toEqual(["text 50"]);
	});

	test("on a link opens it, wherever in it, and beside it chooses the message", () => {
		const chat = arrange();
		const link = `https://example.org/${"a".repeat(100)}`;
		const one = event(61, { text: `look: ${link} there` });
		chat.client.tell({ type: "event", event: one, mine: false });
		clickOn(chat, "aaaaa");
		expect(clipboardOf(chat)).toBe(link);
		clickOn(chat, "there");
		expect(chat.sent).toHaveLength(1);
		expect(chat.state.layer.type).toBe("select");
	});

	test("on a room of the list opens it", () => {
		const chat = arrange(120, 30);
		clickOn(chat, "#ops");
		expect(chat.state.current).toBe("#ops");
	});

	test("on a room of the list over the conversation too, and beside that list closes it", () => {
		const chat = arrange();
		chat.press("f7");
		clickAt(chat, 40, 10);
		expect(chat.state.layer.type).toBe("none");
		chat.press("f7");
		const { style } = chat.look;
		const row = roomLines(chat.state, { width: 22, height: 20, style }).findIndex((line) =>
			line.includes("#ops"),
		);
		clickAt(chat, 5, row + 1);
		expect(chat.state.current).toBe("#ops");
	});

	test("on somebody in the list of people puts their name into the line", async () => {
		const chat = arrange();
		await Promise.resolve();
		chat.press("f8");
		const { style } = chat.look;
		const row = memberLines(chat.state, { width: 22, height: 20, style }).findIndex((line) =>
			line.includes("bob"),
		);
		clickAt(chat, 70, row + 1);
		expect(chat.typed).toBe("bob: ");
		expect(chat.state.layer.type).toBe("none");
	});

	test("on the words of a key in the title does what the key does", () => {
		const chat = arrange();
		clickOn(chat, "F7");
		expect(chat.state.layer.type).toBe("rooms");
		clickOn(chat, "F1");
		expect(chat.state.layer.type).toBe("help");
	});

	test("on what is unread elsewhere goes there", () => {
		const chat = arrange();
		chat.client.tell({ type: "event", event: event(1, { room: "#ops" }), mine: false });
		clickOn(chat, "#ops");
		expect(chat.state.current).toBe("#ops");
	});

	test("in what one types puts the cursor there, in a text of several rows and scripts too", () => {
		const chat = arrange();
		chat.type(`日本 ${"abc ".repeat(40)}`);
		chat.controller.onInput({ type: "paste", text: "\nlast line" });
		clickOn(chat, "st line");
		chat.type("X");
		expect(chat.typed.endsWith("laXst line")).toBe(true);
		chat.press("ctrl+end");
		chat.controller.onInput({ type: "paste", text: "\n1\n2\n3\n4" });
		clickOn(chat, "st line");
		chat.type("Z");
		expect(chat.typed).toContain("\nlaXZst line");
		chat.press("ctrl+home");
		clickOn(chat, "本");
		chat.type("Y");
		expect(chat.typed.startsWith("日Y本")).toBe(true);
	});

	test("in what one types ends the selection", () => {
		const chat = arrange();
		chat.type("hello");
		chat.press("ctrl+up");
		clickOn(chat, "llo");
		chat.type("X");
		expect(chat.typed).toBe("heXllo");
		expect(chat.state.layer.type).toBe("none");
	});

	test("on a row of the menu takes it", () => {
		const chat = arrange();
		chat.type("/");
		const { paneWidth: width, paneHeight: height } = layoutOf(chat.state);
		const menu = menuLines(chat.state, { width, height });
		const row = menu.findIndex((line) => undress(line).includes("/topic"));
		clickAt(chat, 4, 1 + height - menu.length + row);
		expect(chat.typed.trimEnd()).toBe("/topic");
		expect(chat.state.completion?.picked ?? false).toBe(false);
	});

	test("on a row of the switcher goes there, and beside it closes it", () => {
		const chat = arrange();
		chat.press("alt+j");
		const { layer } = chat.state;
		if (layer.type !== "switcher") throw new Error("no switcher");
		const row = switcherLines(chat.state, layer).findIndex((line) => line.includes("#ops"));
		clickAt(chat, switcherBox(chat.state).left + 5, row + 1);
		expect(chat.state.current).toBe("#ops");
		chat.press("alt+j");
		clickAt(chat, 0, 3);
		expect(chat.state.layer.type).toBe("none");
	});

	test("on the row that tells of what is folded shows it", () => {
		const chat = arrange();
		const text = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");
		chat.client.tell({ type: "event", event: event(61, { text }), mine: false });
		clickOn(chat, "more lines");
		expect(chat.rows.at(-1)).toContain("line 39");
		expect(chat.state.layer.type).toBe("none");
	});

	test("on one of the links to choose from opens that one", () => {
		const chat = arrange();
		const one = event(61, { text: "https://one.example/ https://two.example/" });
		chat.client.tell({ type: "event", event: one, mine: false });
		chat.press("ctrl+up");
		chat.type("o");
		clickAt(chat, 5, layoutOf(chat.state).paneHeight);
		expect(clipboardOf(chat)).toBe("https://two.example/");
	});

	test("with Shift held is the terminal's, as every one is after /mouse off", () => {
		const chat = arrange();
		point(chat, { action: "press", button: "left", column: 10, row: 10, shift: true });
		expect(chat.state.layer.type).toBe("none");
		chat.say("/mouse off");
		clickAt(chat, 10, 10);
		expect(chat.state.layer.type).toBe("none");
	});
});

describe("the wheel", () => {
	test("goes three rows in the conversation, and down again to its end", () => {
		const chat = arrange();
		turnAt(chat, "up");
		expect(chat.rows.at(-1)).toContain("text 57");
		turnAt(chat, "down");
		expect(chat.rows.at(-1)).toContain("text 60");
		chat.client.tell({ type: "event", event: event(61), mine: false });
		expect(chat.rows.at(-1)).toContain("text 61");
	});

	test("keeps a message on screen chosen", () => {
		const chat = arrange();
		chat.press("ctrl+up");
		turnAt(chat, "up");
		expect(selectedRows(chat)).toHaveLength(1);
	});

	test("over the help turns the help, over the switcher what is chosen there", () => {
		const chat = arrange();
		chat.press("f1");
		turnAt(chat, "down");
		expect(chat.state.layer).toMatchObject({ type: "help", top: 3 });
		chat.press("escape", "alt+j");
		turnAt(chat, "down");
		expect(chat.state.layer).toMatchObject({ type: "switcher", chosen: 1 });
	});

	test("over the menu goes through what is offered", () => {
		const chat = arrange();
		chat.type("/");
		const { paneHeight } = layoutOf(chat.state);
		turnAt(chat, "down", paneHeight);
		expect(chat.state.completion?.index).toBe(0);
	});
});
