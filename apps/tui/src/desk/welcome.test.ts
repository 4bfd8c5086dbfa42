import { describe, expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { restoreWindow, tipFor, welcome } from "./welcome.ts";

const dayMs = 24 * 60 * 60 * 1_000;

function arrange(columns = 80): Chat {
	const chat = new Chat({ columns, rows: 24 });
	chat.client.goLive("ann", "#general");
	return chat;
}

describe("the first run", () => {
	test("explains itself in four lines, once", () => {
		const chat = arrange();
		chat.client.noted.clear();
		welcome(chat.desk);
		const told = chat.rows.filter((row) => row.startsWith("·"));
		expect(told.slice(-4)).toEqual([
			"· Welcome to partyline. This is #general: type, and Enter says it.",
			"· F1 tells the keys, / the commands. Tab completes what you type.",
			"· Ctrl+K goes to any room or person. /join #room makes a room.",
			"· /quit leaves. The server keeps everything, and this line what you typed.",
		]);
		const rows = chat.rows.length;
		welcome(chat.desk);
		expect(chat.rows).toHaveLength(rows);
	});
});

describe("hints", () => {
	test("are there for a week, another one each day", () => {
		const seen = [0, 1, 2, 3, 4, 5, 6].map((day) => tipFor(day * dayMs + 1));
		expect(new Set(seen).size).toBe(7);
		expect(seen).not.toContain("");
		expect(tipFor(7 * dayMs)).toBe("");
		expect(tipFor(-1)).toBe("");
		expect(tipFor(Number.NaN)).toBe("");
	});

	test("begin with the first start, and go with /hints off, also for the next one", () => {
		const chat = arrange();
		restoreWindow(chat.desk);
		expect(chat.state.tip).toBe("F1 tells every key");
		chat.nowMs += 6 * dayMs;
		restoreWindow(chat.desk);
		expect(chat.state.tip).toBe("/hints off hides this");
		chat.say("/hints off");
		expect(chat.state.tip).toBe("");
		restoreWindow(chat.desk);
		expect(chat.state.tip).toBe("");
		chat.say("/hints on");
		expect(chat.state.tip).not.toBe("");
		chat.nowMs += 2 * dayMs;
		restoreWindow(chat.desk);
		expect(chat.state.tip).not.toBe("");
	});
});

describe("what stands beside the conversation", () => {
	test("is taken away and put there by F7, F8 and F9, and the next start has it so", () => {
		const chat = arrange(200);
		const widths = () => {
			const { listWidth, memberWidth, secondWidth } = chat.look.windowOf(chat.state).layout;
			return [listWidth > 0, memberWidth > 0, secondWidth > 0];
		};
		expect(widths()).toEqual([true, false, true]);
		chat.press("f7", "f8", "f9");
		expect(widths()).toEqual([false, true, false]);
		chat.press("f9");
		const again = arrange(200);
		for (const [name, text] of chat.client.noted) again.client.noted.set(name, text);
		restoreWindow(again.desk);
		expect(again.state.sides).toEqual(chat.state.sides);
		expect(again.state.sides).toMatchObject({
			rooms: "never",
			members: "always",
			second: "always",
		});
	});

	test("lies over the conversation where there is no room beside it", () => {
		const chat = arrange(80);
		chat.press("f9");
		expect(chat.state.layer.type).toBe("second");
		chat.press("escape");
		expect(chat.state.layer.type).toBe("none");
		chat.press("alt+m");
		expect(chat.state.layer.type).toBe("second");
	});

	test("is chosen with /pane: mentions, a room one is in, or nothing", () => {
		const chat = new Chat({ columns: 200, rows: 50 });
		chat.client.goLive("ann", "#general", "#ops");
		const second = () => chat.look.windowOf(chat.state).layout.secondWidth > 0;
		chat.say("/pane ops");
		expect([chat.state.sides.shows, second()]).toEqual(["#ops", true]);
		chat.say("/pane off");
		expect(second()).toBe(false);
		chat.say("/pane mentions");
		expect([chat.state.sides.shows, second()]).toEqual(["mentions", true]);
	});

	test("of a room one is not in says so", async () => {
		const chat = arrange(200);
		chat.say("/pane nowhere");
		await Promise.resolve();
		expect(chat.rows.at(-1)).toBe("· You are in no room nowhere; /join goes to one.");
		chat.press("ctrl+u");
		chat.say("/pane");
		await Promise.resolve();
		expect(chat.rows.slice(-2).join(" ")).toMatch(/· Type \/pane /);
	});
});
