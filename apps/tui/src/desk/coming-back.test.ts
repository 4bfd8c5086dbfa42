import { cursor, seq } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { completeness } from "../state/gaps.ts";
import { logOf } from "../state/state.ts";
import { Chat } from "../testing/chat.ts";
import { event, events, general, generalRoom, joinedRoom, place } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { roomLines } from "../view/lists.ts";
import { statusLine } from "../view/status-line.ts";
import { windowTitle } from "./window-title.ts";

/** Ann in a room of many messages of which the first `known` and the last hundred have come. */
function longAway(count: number, known: number): Chat {
	const chat = new Chat();
	chat.client.log = events(1, count).map((one) =>
		one.seq === count - 280 ? event(one.seq, { text: "ann: look here" }) : one,
	);
	chat.client.goLive("ann", "#general", "#ops");
	hear(chat, 1, known);
	chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(count - 99) });
	hear(chat, count - 99, count);
	return chat;
}

function hear(chat: Chat, from: number, to: number): void {
	const { client } = chat;
	for (const one of client.log.slice(from - 1, to))
		client.tell({ type: "event", event: one, mine: false });
}

/** Keeps every page back until it is let go; the answers are those of when it was asked for. */
function holdPages(chat: Chat): () => Promise<void> {
	const { client } = chat;
	const fetch = client.history.bind(client);
	const waiting: (() => void)[] = [];
	client.history = async (room: string, range = {}) => {
		const page = await fetch(room, range);
		await new Promise<void>((resolve) => waiting.push(resolve));
		return page;
	};
	return async () => {
		await settle();
		waiting.shift()?.();
		await settle();
	};
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

const freshRows = (chat: Chat) => chat.rows.filter((row) => /─ .*new ─/.test(row));

test("a mention gone to while a gap fills costs nothing of what is in the gap", async () => {
	const chat = longAway(1_200, 100);
	const letGo = holdPages(chat);
	chat.controller.onTick();
	await letGo();
	// A page below the mention is on its way; the search brings the same events, and comes first.
	chat.press("alt+p");
	for (let page = 0; page < 40; page++) {
		await letGo();
		chat.controller.onTick();
	}
	chat.press("alt+end");
	for (let page = 0; page < 40; page++) {
		chat.controller.onTick();
		await letGo();
	}
	const log = logOf(chat.state, general);
	expect(log.goneTo).toBe(0);
	expect(completeness(log)).toEqual({ upTo: 1_200, missing: 0 });
});

describe("what is unread beyond what came", () => {
	function elsewhere(): Chat {
		const chat = new Chat();
		chat.client.log = events(1, 500);
		chat.client.goLive("ann", "#general", "#ops");
		const read = { lastSeq: cursor.parse(500), readSeq: cursor.parse(100) };
		const rooms = [{ ...joinedRoom("#general"), ...read }, joinedRoom("#ops")];
		chat.client.tell({ type: "rooms", rooms });
		chat.desk.open(place("#ops"));
		chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(451) });
		hear(chat, 451, 500);
		return chat;
	}

	test("is told by a plus, in the list, the status line and the title", () => {
		const { state } = elsewhere();
		const list = roomLines(state, { width: 16, height: 2, style: state.look.style });
		expect(undress(list[0] ?? "")).toMatch(/ 50\+$/);
		expect(undress(statusLine(state, 0))).toContain("1 #general·50+");
		expect(windowTitle(state)).toBe("(50+) #ops - partyline");
	});

	test('is counted in the line "new" once it is there', async () => {
		const chat = elsewhere();
		chat.desk.open(general);
		expect(logOf(chat.state, general)).toMatchObject({ divider: 100, dividedTo: 500 });
		chat.press("alt+u");
		await expect.poll(() => freshRows(chat)).toEqual([expect.stringContaining(" 350+ new ")]);
		chat.press("alt+end");
		await expect.poll(() => logOf(chat.state, general).items.length).toBeGreaterThan(400);
		chat.press("alt+u");
		expect(freshRows(chat)).toEqual([expect.stringContaining(" 400 new ")]);
	});
});

test('the line "new" keeps its number when what is below it is read', () => {
	const chat = new Chat({ rows: 12 });
	chat.client.log = events(1, 8);
	chat.client.goLive("ann", "#general", "#ops");
	hear(chat, 1, 3);
	chat.controller.onTick();
	chat.desk.open(place("#ops"));
	hear(chat, 4, 6);
	chat.desk.open(general);
	chat.controller.onTick();
	hear(chat, 7, 8);
	expect(freshRows(chat)).toEqual([expect.stringContaining(" 3 new ")]);
});

describe("a window that has not the keyboard", () => {
	function watched(): Chat {
		const chat = new Chat({ rows: 12 });
		chat.client.log = events(1, 9);
		chat.client.goLive("ann", "#general", "#ops");
		hear(chat, 1, 3);
		chat.controller.onInput({ type: "focus", focused: false });
		return chat;
	}
	const readTo = (chat: Chat) => chat.client.askedOf("read").at(-1);

	test("reads nothing of what comes, but what was on screen before", () => {
		const chat = watched();
		const before = readTo(chat);
		expect(logOf(chat.state, general).readSeq).toBe(3);
		hear(chat, 4, 9);
		chat.controller.onTick();
		expect(readTo(chat)).toEqual(before);
		expect(logOf(chat.state, general)).toMatchObject({ readSeq: 3, unread: 6 });
		const { style } = chat.look;
		const list = roomLines(chat.state, { width: 16, height: 1, style });
		expect(undress(list[0] ?? "")).toMatch(/ 6$/);
	});

	test("has it again when somebody types, whatever the terminal tells", () => {
		const chat = watched();
		hear(chat, 4, 9);
		chat.type("x");
		expect(chat.state.focused).toBe(true);
		expect(freshRows(chat)).toEqual([expect.stringContaining(" 6 new ")]);
	});

	test('has the line "new" above what came meanwhile when one is back, and that is read', () => {
		const chat = watched();
		hear(chat, 4, 9);
		chat.controller.onInput({ type: "focus", focused: true });
		expect(freshRows(chat)).toEqual([expect.stringContaining(" 6 new ")]);
		expect(logOf(chat.state, general).readSeq).toBe(9);
	});

	test("has no such line when nothing came, and leaves the one that was there", () => {
		const chat = watched();
		chat.controller.onInput({ type: "focus", focused: true });
		expect(freshRows(chat)).toEqual([]);
		chat.controller.onInput({ type: "focus", focused: false });
		hear(chat, 4, 5);
		for (const focused of [true, false, true]) chat.controller.onInput({ type: "focus", focused });
		expect(freshRows(chat)).toEqual([expect.stringContaining(" 2 new ")]);
	});
});

describe("what one reads", () => {
	const words = (from: number, to: number) =>
		Array.from({ length: to - from + 1 }, (_, at) => `w${from + at}`).join(" ");

	/** Further up in a long message that is shown whole. */
	function inLongMessage(columns: number): Chat {
		const chat = new Chat({ columns, rows: 24 });
		const text = `${words(1, 400)}\n\nhttps://example.org/page ${words(401, 800)}`;
		chat.client.log = [...events(1, 30), event(31, { by: "eve", text }), ...events(32, 60)];
		chat.client.goLive("ann", "#general");
		hear(chat, 1, 60);
		chat.desk.change((state) => {
			const log = { ...logOf(state, general), expanded: new Set(["e31"]) };
			const anchor = { at: "item", key: "e31", line: columns < 60 ? 50 : 25 } as const;
			return { ...state, logs: new Map(state.logs).set(general, { ...log, anchor }) };
		});
		return chat;
	}
	const lastWord = (chat: Chat) => chat.rows.at(-1)?.split(" ").at(-1) ?? "";

	test.each([
		[99, 50],
		[50, 99],
		[80, 200],
		[200, 40],
	])("stays at the bottom of the screen when its %i columns become %i", (from, to) => {
		const chat = inLongMessage(from);
		const word = lastWord(chat);
		expect(word).toMatch(/^w\d+$/);
		chat.controller.onResize(to, 24);
		expect(chat.rows.at(-1)?.split(" ")).toContain(word);
		const { anchor } = logOf(chat.state, general);
		chat.controller.onResize(to, 30);
		expect(logOf(chat.state, general).anchor).toBe(anchor);
	});

	test("is not folded while one types several lines", () => {
		const chat = new Chat();
		const text = Array.from({ length: 14 }, (_, at) => `line ${at + 1}`).join("\n");
		chat.client.log = [...events(1, 30), event(31, { by: "eve", text })];
		chat.client.goLive("ann", "#general");
		hear(chat, 1, 31);
		expect(chat.rows.at(-1)).toContain("line 14");
		chat.controller.onInput({ type: "paste", text: "a\nb\nc\nd\ne" });
		expect(chat.rows.at(-1)).toContain("line 14");
	});
});
