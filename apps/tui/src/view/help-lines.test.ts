import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actions } from "../actions/actions.ts";
import { slashCommands } from "../commands/commands.ts";
import { keyLabel } from "../input/key-label.ts";
import { openedHelp } from "../state/help.ts";
import { hostileText } from "../testing/arbitrary.ts";
import { Chat } from "../testing/chat.ts";
import { stateOf } from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { helpCursor, helpLines, lastHelpTop } from "./help-lines.ts";
import { createLook } from "./window.ts";

const state = stateOf();

function rowsOf(words: string, [width, height]: readonly [number, number], top = 0): string[] {
	return helpLines(state, { ...openedHelp(words), top }, { width, height });
}

/** Everything one reads by scrolling from the top to the end. */
function readAll(width: number, height: number): string {
	const last = lastHelpTop(state, openedHelp(), { width, height });
	const pages = Array.from({ length: last + 1 }, (_, top) => rowsOf("", [width, height], top));
	const seen = [...pages.map(([, , first = ""]) => first), ...(pages.at(-1)?.slice(3) ?? [])];
	return seen.map(undress).join(" ").replace(/\s+/g, " ");
}

test.each([
	[40, 10],
	[60, 17],
	[80, 21],
	[119, 30],
])("at %i columns and %i rows every key and every command can be read whole", (width, height) => {
	const text = readAll(width, height);
	for (const { usage, help } of slashCommands) {
		expect(text).toContain(usage);
		expect(text).toContain(help);
	}
	for (const { name, help, keys } of actions)
		if (!/^room-\d/.test(name) && keys.length > 0) expect(text).toContain(help);
});

test("a wide screen has two columns of entries, and all of them", () => {
	const wide = rowsOf("", [200, 300]).map(undress).join("\n");
	for (const { usage } of slashCommands) expect(wide).toContain(usage);
	expect(rowsOf("", [200, 300]).filter((row) => undress(row).trim() !== "").length).toBeLessThan(
		rowsOf("", [119, 300]).filter((row) => undress(row).trim() !== "").length * 0.7,
	);
});

test("every row is exactly as wide as the screen, and there are as many as there is height", () => {
	const size = fc.tuple(fc.integer({ min: 2, max: 220 }), fc.nat({ max: 60 }));
	fc.assert(
		fc.property(size, fc.constantFrom(0, 3, 999), hostileText, ([width, height], top, words) => {
			const rows = rowsOf(words, [width, height], top);
			expect(rows).toHaveLength(height);
			for (const row of rows) {
				expect(columnsOf(row)).toBe(width);
				expect(isClean(row)).toBe(true);
			}
			expect(helpCursor(openedHelp(words), width).x).toBeLessThan(width);
		}),
	);
});

describe("what one types in the help", () => {
	const found = (words: string) => rowsOf(words, [80, 60]).slice(2).map(undress).join("\n");

	test("leaves what has all of it, in a key, in what it does or in a name of the configuration", () => {
		expect(found("unread room")).toMatch(/Alt\+A +next room with something unread/);
		expect(found("unread room")).not.toMatch(/\/quit/);
		expect(found("Ctrl+X")).toMatch(/Ctrl\+X Ctrl\+E/);
		expect(found("next-unread")).toMatch(/Alt\+A/);
		expect(found("exit")).toMatch(/\/quit/);
	});

	test("that is nowhere is said so", () => {
		expect(found("xyzzy")).toMatch(/Nothing here has these letters/);
	});

	test("is taken by the help and not by the line, Esc empties it and then closes", () => {
		const chat = new Chat();
		chat.press("f1");
		chat.type("unread");
		expect(chat.typed).toBe("");
		expect(chat.state.layer).toMatchObject({ type: "help", line: { text: "unread" } });
		chat.press("backspace", "escape");
		expect(chat.state.layer).toMatchObject({ type: "help", line: { text: "" } });
		chat.press("escape");
		expect(chat.state.layer.type).toBe("none");
		chat.say("/help unread room");
		expect(chat.state.layer).toMatchObject({ type: "help", line: { text: "unread room" } });
		chat.press("f1");
		expect(chat.state.layer.type).toBe("none");
	});
});

test("the keys are told as they are bound now", () => {
	const unread = actions.find(({ name }) => name === "next-unread");
	if (unread === undefined) throw new Error("there is no next-unread");
	const rebound = { ...state, look: createLook({ keymap: new Map([["ctrl+g", unread]]) }) };
	const rows = helpLines(rebound, openedHelp("unread"), { width: 80, height: 20 }).map(undress);
	expect(rows.join("\n")).toContain(`${keyLabel("ctrl+g")} `);
	expect(rows.join("\n")).not.toContain("Alt+A");
});

test("help scrolls a page without leaving a row out, and stops at both ends", () => {
	const chat = new Chat();
	chat.controller.onResize(40, 10);
	const topOf = () => (chat.state.layer.type === "help" ? chat.state.layer.top : undefined);
	chat.press("f1", "pagedown");
	// Of the eight rows beside composer and status, two are title and line, and one is seen on both pages.
	expect(topOf()).toBe(5);
	chat.press("pageup", "up");
	expect(topOf()).toBe(0);
	chat.press("end");
	const end = topOf();
	chat.press("pagedown", "down");
	expect(topOf()).toBe(end);
	chat.press("home");
	expect(topOf()).toBe(0);
});
