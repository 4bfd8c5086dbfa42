import { describe, expect, test, vi } from "vitest";
import { Chat } from "../testing/chat.ts";
import { clipboardOf } from "../testing/reading.ts";
import { event, events, post } from "../testing/samples.ts";

function arrange(): Chat {
	const chat = new Chat({ columns: 80, rows: 12 });
	chat.client.goLive("ann", "#general");
	for (const one of events(1, 30)) chat.client.tell({ type: "event", event: one, mine: false });
	return chat;
}

describe("/clear", () => {
	test("leaves an empty screen, on which what comes next is", () => {
		const chat = arrange();
		chat.say("/clear");
		expect(shown(chat)).toEqual([]);
		chat.client.tell({ type: "event", event: event(31), mine: false });
		expect(shown(chat)).toEqual([expect.stringContaining("text 31")]);
	});

	test("stays through what one says", () => {
		const chat = arrange();
		chat.say("/clear");
		chat.say("mine");
		expect(shown(chat)).toEqual([expect.stringContaining("mine")]);
	});

	test("going up shows all again, and nothing was lost", () => {
		const chat = arrange();
		chat.say("/clear");
		chat.press("pageup", "pagedown", "pagedown", "alt+end");
		expect(shown(chat).at(-1)).toContain("text 30");
	});

	test("another room is as it was", () => {
		const chat = arrange();
		chat.client.goLive("ann", "#general", "#ops");
		chat.client.tell({ type: "event", event: event(1, { room: "#ops" }), mine: false });
		chat.say("/clear");
		chat.press("ctrl+n");
		expect(shown(chat).at(-1)).toContain("text 1");
		chat.press("ctrl+n");
		expect(shown(chat).filter((row) => row.includes("text"))).toEqual([]);
	});
});

describe("/copy", () => {
	test("copies the last message", () => {
		const chat = arrange();
		chat.say("/copy");
		expect(clipboardOf(chat)).toBe("text 30");
		expect(chat.state.hint).toBe("copied 1 message");
	});

	test("copies the last few with who said them, one's own unsent among them", () => {
		const chat = arrange();
		chat.client.tell({ type: "post", state: "pending", entry: post("mine") });
		chat.say("/copy 3");
		expect(clipboardOf(chat)).toBe("bob: text 29\nbob: text 30\nann: mine");
		expect(chat.state.hint).toBe("copied 3 messages");
	});

	test.for([["0"], ["-1"], ["x"], ["1.5"], ["101"]])(
		"/copy %s tells how it goes",
		async ([count]) => {
			const chat = arrange();
			chat.say(`/copy ${count}`);
			await vi.waitUntil(() => chat.rows.at(-1)?.includes("Type /copy [number]"));
			expect(chat.sent).toEqual([]);
		},
	);

	test("in a room where nobody spoke there is nothing", async () => {
		const chat = new Chat({ columns: 80, rows: 12 });
		chat.client.goLive("ann", "#general");
		chat.say("/copy");
		await vi.waitUntil(() => chat.rows.at(-1)?.includes("no message here to copy"));
	});
});

describe("/mouse", () => {
	test("off leaves the mouse to the terminal, on takes it, and it is kept for the next time", () => {
		const chat = arrange();
		chat.say("/mouse off");
		expect(chat.sent.at(-1)).toBe("mouse off");
		expect(chat.client.noted.get("window:mouse")).toBe("off");
		chat.say("/mouse on");
		expect(chat.sent.at(-1)).toBe("mouse on");
		expect(chat.client.noted.get("window:mouse")).toBe("on");
	});
});

/** The rows with something in them. */
function shown(chat: Chat): string[] {
	return chat.rows.filter((row) => row !== "");
}
