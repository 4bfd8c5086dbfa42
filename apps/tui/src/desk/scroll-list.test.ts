import { expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { general, person } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { layoutOf, overlayWidth } from "../view/layout.ts";
import { memberLines, roomLines } from "../view/lists.ts";

const rooms = Array.from({ length: 40 }, (_, at) => `#r${String(at).padStart(2, "0")}`);

/** A chat in `#general` of many rooms, with many people in it. */
async function arrange(columns: number): Promise<Chat> {
	const chat = new Chat({ columns, rows: 14 });
	chat.client.people = rooms.map((_, at) => person(`p${String(at).padStart(2, "0")}`));
	chat.client.goLive("ann", "#general", ...rooms);
	await Promise.resolve();
	await Promise.resolve();
	return chat;
}

/** The rows of a list, without the spaces at their ends. */
function rowsOf({ state }: Chat, lines: typeof roomLines): string[] {
	const { listWidth, paneHeight: height } = layoutOf(state);
	const width = (listWidth || overlayWidth(state.columns)) - 1;
	return lines(state, { width, height, style: state.look.style }).map((row) => undress(row).trim());
}

type Button = "up" | "down" | "left";

/** Turns the wheel over a cell of the middle of the screen, or clicks there. */
function point(chat: Chat, button: Button, [column, row]: readonly [number, number]): void {
	const action = button === "left" ? "press" : "wheel";
	const held = { ctrl: false, alt: false, shift: false };
	const at = { column, row: row + layoutOf(chat.state).titleRows };
	chat.controller.onInput({ type: "mouse", action, button, ...at, ...held });
}

test("the wheel over the list of rooms scrolls it to its ends, and nothing else", async () => {
	const chat = await arrange(120);
	const atFirst = rowsOf(chat, roomLines);
	expect(atFirst[0]).toMatch(/#general$/);
	const { logs } = chat.state;
	point(chat, "down", [3, 3]);
	expect(rowsOf(chat, roomLines)[0]).toBe("↑ 4 more");
	for (let turn = 0; turn < 30; turn++) point(chat, "down", [3, 3]);
	expect(rowsOf(chat, roomLines).at(-1)).toMatch(/#r39$/);
	for (let turn = 0; turn < 30; turn++) point(chat, "up", [3, 3]);
	expect(rowsOf(chat, roomLines)).toEqual(atFirst);
	expect(chat.state.logs).toBe(logs);
});

test("a click goes to the room that stands there now, and the list is around it then", async () => {
	const chat = await arrange(120);
	for (let turn = 0; turn < 30; turn++) point(chat, "down", [3, 3]);
	const row = rowsOf(chat, roomLines).findIndex((one) => one.endsWith("#r35"));
	point(chat, "left", [3, row]);
	expect(chat.state.current).toBe("#r35");
	chat.press("alt+1");
	expect(chat.state.current).toBe(general);
	expect(rowsOf(chat, roomLines)[0]).toMatch(/#general$/);
});

test.each([
	{ list: "rooms", key: "f7", lines: roomLines, first: /#general$/, last: /#r39$/ },
	{ list: "people", key: "f8", lines: memberLines, first: /p00$/, last: /p39$/ },
])(
	"PgUp and PgDn turn the pages of the list of $list that lies over the conversation, and leave none out",
	async ({ key, lines, first, last }) => {
		const chat = await arrange(70);
		chat.press(key);
		const { logs } = chat.state;
		const seen = new Set(rowsOf(chat, lines));
		expect([...seen].some((row) => first.test(row))).toBe(true);
		for (let page = 0; page < 10; page++) {
			chat.press("pagedown");
			for (const row of rowsOf(chat, lines)) seen.add(row);
		}
		expect(rowsOf(chat, lines).at(-1)).toMatch(last);
		for (const room of rooms)
			expect([...seen].some((row) => row.endsWith(room.slice(2)))).toBe(true);
		for (let page = 0; page < 10; page++) chat.press("pageup");
		expect(rowsOf(chat, lines).some((row) => first.test(row))).toBe(true);
		expect(chat.state.logs).toBe(logs);
		chat.press("pagedown", "escape", key);
		expect(rowsOf(chat, lines).some((row) => first.test(row))).toBe(true);
		chat.press("escape", "pageup");
		expect(chat.state.scrolled).toEqual({});
	},
);

test("the wheel scrolls the list of people, and a click takes whoever stands there", async () => {
	const chat = await arrange(70);
	chat.press("f8");
	point(chat, "down", [65, 3]);
	expect(rowsOf(chat, memberLines)[1]).toMatch(/^↑ \d+ more$/);
	point(chat, "down", [5, 3]);
	const row = rowsOf(chat, memberLines).findIndex((one) => one.endsWith("p06"));
	point(chat, "left", [65, row]);
	expect(chat.typed).toBe("p06: ");
});
