import { describe, expect, test } from "vitest";
import { events, joinedRoom } from "../testing/samples.ts";
import { arrange, receive, settle } from "./testing/live-chat.ts";

describe("rooms", () => {
	test("going to another keeps what was typed in each", () => {
		const chat = arrange("#ops");
		chat.type("for general");
		chat.press("ctrl+n");
		expect([chat.state.current, chat.typed]).toEqual(["#ops", ""]);
		chat.type("for ops");
		chat.press("alt+/");
		expect([chat.state.current, chat.typed]).toEqual(["#general", "for general"]);
		chat.press("alt+/");
		expect(chat.typed).toBe("for ops");
	});

	test("Alt+1 to Alt+9 and Alt+0 go to the first ten", () => {
		const names = Array.from({ length: 11 }, (_, at) => `#r${String(at + 1).padStart(2, "0")}`);
		const chat = arrange(...names);
		const went = ["1", "2", "9", "0"].map((digit) => {
			chat.press(`alt+${digit}`);
			return chat.state.current;
		});
		// #general comes first by name.
		expect(went).toEqual(["#general", "#r01", "#r08", "#r09"]);
		expect(chat.client.askedOf("rememberRoom").at(-1)).toBe("rememberRoom #r09");
	});

	test("a number without a room does nothing", () => {
		const chat = arrange("#ops");
		chat.press("alt+2", "alt+5");
		expect(chat.state.current).toBe("#ops");
	});

	test("Alt+A goes to what is unread, and stays when nothing is", () => {
		const chat = arrange("#ops");
		chat.press("alt+a");
		expect(chat.state.current).toBe("#general");
		receive(chat, events(1, 2), "#ops");
		chat.press("alt+a");
		expect(chat.state.current).toBe("#ops");
	});

	test("when the room on screen was left, another is shown", async () => {
		const chat = arrange("#ops");
		chat.say("/part");
		await settle();
		expect(chat.state.current).toBe("#ops");
	});

	test("a room that was left on another device while one was offline is not stayed in", () => {
		const chat = arrange("#ops");
		chat.client.tell({ type: "status", status: { state: "syncing" } });
		chat.client.tell({ type: "rooms", rooms: [joinedRoom("#ops")] });
		expect(chat.state.current).toBe("#general");
		chat.client.tell({ type: "status", status: { state: "live" } });
		expect(chat.state.current).toBe("#ops");
	});

	test("people are asked for when the connection comes, not with every round trip measured", () => {
		const chat = arrange();
		chat.client.tell({ type: "status", status: { state: "live", roundTripMs: 3 } });
		expect(chat.client.askedOf("members")).toEqual(["members #general"]);
		chat.client.tell({ type: "status", status: { state: "syncing" } });
		chat.client.tell({ type: "status", status: { state: "live" } });
		expect(chat.client.askedOf("members")).toHaveLength(2);
	});
});
