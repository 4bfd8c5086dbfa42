import { cursor } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { logOf } from "../state/state.ts";
import { event, events, general, joinedRoom } from "../testing/samples.ts";
import { arrange, receive } from "./testing/live-chat.ts";

describe("read marks", () => {
	test("are told at a tick, and only while one reads at the end", () => {
		const chat = arrange();
		receive(chat, events(1, 60));
		expect(chat.client.askedOf("read")).toEqual([]);
		chat.controller.onTick();
		chat.controller.onTick();
		expect(chat.client.askedOf("read")).toEqual(["read #general 60"]);
		chat.press("pageup");
		receive(chat, events(61, 62));
		chat.controller.onTick();
		expect(chat.client.askedOf("read")).toHaveLength(1);
		expect(logOf(chat.state, general).unread).toBe(2);
		chat.press("alt+end");
		chat.controller.onTick();
		expect(chat.client.askedOf("read").at(-1)).toBe("read #general 62");
		expect(logOf(chat.state, general).unread).toBe(0);
	});

	test("of the room one leaves are told before the other is shown", () => {
		const chat = arrange("#ops");
		receive(chat, events(1, 3));
		chat.press("ctrl+n");
		expect(chat.client.askedOf("read")).toEqual(["read #general 3"]);
		receive(chat, events(4, 4));
		chat.controller.onTick();
		expect(logOf(chat.state, general).unread).toBe(1);
	});
});

test("rooms told with a read mark are read that far", () => {
	const chat = arrange();
	receive(chat, events(1, 3));
	const read = { ...joinedRoom("#general"), readSeq: cursor.parse(2) };
	chat.client.tell({ type: "rooms", rooms: [read] });
	expect(logOf(chat.state, general).unread).toBe(1);
	chat.client.tell({ type: "event", event: event(4), mine: true });
	expect(logOf(chat.state, general).unread).toBe(1);
});
