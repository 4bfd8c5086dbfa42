import { describe, expect, test } from "vitest";
import { askYes } from "../desk/asking.ts";
import { windowTitle } from "../desk/window-title.ts";
import { Chat } from "../testing/chat.ts";
import { general, joinedRoom, noon, place } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { askLines } from "../view/ask-lines.ts";

const secret = "correct horse";

function asking(options: { readonly secret?: boolean } = {}) {
	const chat = new Chat();
	chat.client.goLive("ann", "#general", "#ops");
	const answers: string[] = [];
	let cancelled = 0;
	chat.desk.ask({
		title: "Who is there?",
		lines: ["One wants to know."],
		...options,
		onAnswer: (answer) => void answers.push(answer),
		onCancel: () => void cancelled++,
	});
	return { chat, answers, cancelled: () => cancelled };
}

function shown({ state }: Chat): string[] {
	const { layer } = state;
	return layer.type === "ask" ? askLines(state, layer).rows.map((row) => undress(row).trim()) : [];
}

describe("a question", () => {
	test("stands over the conversation, takes a line, and is gone with the answer", () => {
		const { chat, answers } = asking();
		chat.type("bobb");
		chat.press("backspace");
		expect(shown(chat)).toEqual([
			"Who is there?",
			"One wants to know.",
			"Enter answers, Esc does not",
			"> bob",
		]);
		chat.press("enter");
		expect(answers).toEqual(["bob"]);
		expect(shown(chat)).toEqual([]);
		expect(chat.client.askedOf("post")).toEqual([]);
	});

	test.each(["escape", "ctrl+c", "ctrl+g"])("is let go by %s, once", (key) => {
		const { chat, answers, cancelled } = asking();
		chat.type("bob");
		chat.press(key);
		expect([answers, cancelled(), chat.state.layer.type, chat.left]).toEqual([[], 1, "none", 0]);
	});

	test("leaves what one was writing as it was", () => {
		const chat = new Chat();
		chat.client.goLive("ann", "#general");
		chat.type("half a sen");
		chat.desk.ask({ title: "Sure?", lines: [], onAnswer: () => {} });
		chat.type("yes");
		chat.press("enter");
		expect(chat.typed).toBe("half a sen");
		chat.type("tence");
		expect(chat.typed).toBe("half a sentence");
	});

	test("waits behind one that is open", () => {
		const { chat, answers } = asking();
		chat.desk.ask({ title: "And who else?", lines: [], onAnswer: (one) => void answers.push(one) });
		expect(shown(chat)[0]).toBe("Who is there?");
		chat.type("ann");
		chat.press("enter");
		expect(shown(chat)[0]).toBe("And who else?");
		chat.type("bob");
		chat.press("enter");
		expect(answers).toEqual(["ann", "bob"]);
	});

	test("stays when one is taken to another room meanwhile", () => {
		const { chat, answers } = asking();
		chat.client.tell({ type: "rooms", rooms: chat.client.joinedRooms().slice(1) });
		expect(chat.state.current).toBe("#ops");
		chat.type("bob");
		chat.press("enter");
		expect(answers).toEqual(["bob"]);
	});

	test("about a room that is ours no more is over with it, and its answer is said nowhere", async () => {
		const chat = new Chat();
		chat.client.goLive("ann", "#general", "#ops");
		const asked = askYes(chat.desk, { title: "Mute bob?", lines: [], about: general });
		chat.type("ye");
		chat.client.tell({ type: "rooms", rooms: chat.client.joinedRooms().slice(1) });
		expect(await asked).toBe(false);
		expect(chat.rows).toContain("· Not done, as you are in that room no more: Mute bob?");
		chat.type("s");
		chat.press("enter");
		expect([chat.state.current, chat.state.layer.type]).toEqual(["#ops", "none"]);
		expect(chat.client.askedOf("post")).toEqual([]);
	});

	test("about another room that is ours no more is over too, and the next one is asked", async () => {
		const chat = new Chat();
		chat.client.goLive("ann", "#general", "#ops");
		const first = askYes(chat.desk, { title: "Mute bob?", lines: [], about: place("#ops") });
		const second = askYes(chat.desk, { title: "Mute eve?", lines: [], about: general });
		chat.client.tell({ type: "rooms", rooms: chat.client.joinedRooms().slice(0, 1) });
		expect(await first).toBe(false);
		expect(shown(chat)[0]).toBe("Mute eve?");
		chat.say("yes");
		expect(await second).toBe(true);
	});

	test("goes with its room to another name, and waits out a connection that is cut", async () => {
		const chat = new Chat();
		chat.client.goLive("ann", "#general", "#ops");
		const asked = askYes(chat.desk, { title: "Mute bob?", lines: [], about: general });
		const status = { state: "waiting", retryAtMs: noon, problem: "no", attempt: 1 } as const;
		chat.client.tell({ type: "status", status });
		const [from, to] = ["#general", "#hall"].map((name) => joinedRoom(name).room);
		if (from === undefined || to === undefined) throw new Error("no rooms");
		chat.client.tell({ type: "renamed", from, to });
		chat.client.tell({ type: "rooms", rooms: [joinedRoom("#hall"), joinedRoom("#ops")] });
		chat.client.tell({ type: "status", status: { state: "live" } });
		chat.say("yes");
		expect(await asked).toBe(true);
	});

	test("whose answer cannot be used says why", async () => {
		const chat = new Chat();
		chat.client.goLive("ann", "#general");
		const onAnswer = () => Promise.reject(new Error("That is nobody."));
		chat.desk.ask({ title: "Who?", lines: [], onAnswer });
		chat.press("enter");
		await Promise.resolve();
		await expect.poll(() => chat.rows.at(-1)).toBe("· That is nobody.");
	});

	test("is no answer to a click", () => {
		const { chat, answers } = asking();
		const click = { action: "press", button: "left", column: 3, row: 20 } as const;
		chat.controller.onInput({ type: "mouse", shift: false, ctrl: false, alt: false, ...click });
		expect([answers, chat.state.layer.type]).toEqual([[], "ask"]);
	});

	test.each([
		["y", true],
		["YES", true],
		["", false],
		["yes please", false],
	])("of yes or no takes %j as %j", async (answer, isYes) => {
		const chat = new Chat();
		const asked = askYes(chat.desk, { title: "Sure?", lines: [] });
		chat.type(answer);
		chat.press("enter");
		expect(await asked).toBe(isYes);
	});

	test.each([
		[80, 24],
		[40, 12],
		[12, 5],
		[3, 3],
	])("fits on a screen of %i by %i", (columns, rows) => {
		const chat = new Chat({ columns, rows });
		chat.desk.ask({ title: "Who is there?", lines: ["a line ".repeat(30)], onAnswer: () => {} });
		const { layer } = chat.state;
		if (layer.type !== "ask") throw new Error("nothing is asked");
		const lines = askLines(chat.state, layer);
		const { paneHeight } = chat.look.windowOf(chat.state).layout;
		expect(lines.rows.length).toBeLessThanOrEqual(Math.max(1, paneHeight));
		expect(lines.rows.every((row) => undress(row).length === columns)).toBe(true);
		expect(lines.cursor.x).toBeLessThan(columns);
	});
});

describe("a secret", () => {
	test("is not to be seen, nor how long it is", () => {
		const { chat } = asking({ secret: true });
		expect(shown(chat).at(-1)).toBe(">");
		chat.type("a");
		expect(shown(chat).at(-1)).toBe("> ••••••••");
		chat.type("very long secret");
		expect(shown(chat).at(-1)).toBe("> ••••••••");
	});

	test("is given as it was typed, spaces and all, and a line that was pasted without its end", () => {
		const { chat, answers } = asking({ secret: true });
		chat.controller.onInput({ type: "paste", text: "  two  words \n" });
		chat.press("enter");
		expect(answers).toEqual(["  two  words "]);
	});

	test("is in no history, draft, note, kill ring or title", () => {
		const { chat, answers } = asking({ secret: true });
		chat.type(`${secret} sesame`);
		chat.press("ctrl+w", "ctrl+u");
		chat.type(secret);
		chat.press("enter");
		expect(answers).toEqual([secret]);
		chat.press("up", "ctrl+y");
		const { layer: _, look: __, ...rest } = chat.state;
		const kept = JSON.stringify([rest, [...chat.client.noted], chat.client.asked], (_key, value) =>
			value instanceof Map || value instanceof Set ? [...value] : value,
		);
		expect(kept).not.toContain("correct");
		expect(kept).not.toContain("sesame");
		expect(windowTitle(chat.state)).not.toContain("correct");
		expect(chat.typed).toBe("");
	});
});
