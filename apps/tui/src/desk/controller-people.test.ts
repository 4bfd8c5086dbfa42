import { ClosedError } from "@partyline/client";
import { seq } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { roomIn } from "../state/place.ts";
import { Chat } from "../testing/chat.ts";
import { events, generalRoom, noon, person, place } from "../testing/samples.ts";
import { arrange, receive, settle } from "./testing/live-chat.ts";

test("what the server knows of people is shown once it is there", async () => {
	const chat = new Chat();
	chat.client.people = [person("bob", "Bobby")];
	chat.client.goLive("ann", "#general");
	await settle();
	receive(chat, events(1, 1));
	expect(chat.rows.at(-1)).toBe("12:00 Bobby   text 1");
});

test("a list of people that does not come is no trouble", async () => {
	const chat = new Chat();
	chat.client.failures.set("members", new ClosedError("There is no connection."));
	chat.client.goLive("ann", "#general");
	await settle();
	expect(chat.rows).toEqual([]);
});

describe("in a room of very many", () => {
	const minute = 60_000;

	function members(chat: Chat): number {
		return chat.client.askedOf("members").length;
	}

	test("those who come by the hundred are a line, and who is there is asked for once, minutes later", async () => {
		const chat = arrange();
		await settle();
		const before = members(chat);
		const comings = { type: "comings", room: generalRoom, joined: 300, left: 0 } as const;
		receive(chat, events(1, 60));
		for (const from of [61, 361])
			chat.client.tell({ ...comings, from: seq.parse(from), to: seq.parse(from + 299) });
		chat.client.tell({ type: "crowd", room: generalRoom });
		expect(chat.rows.filter((row) => row.includes("300 people joined"))).toHaveLength(2);
		for (const { later, asked } of [
			{ later: 0.9, asked: 0 },
			{ later: 3, asked: 1 },
			{ later: 10, asked: 1 },
		]) {
			chat.nowMs = noon + later * minute;
			chat.controller.onTick();
			await settle();
			expect(members(chat) - before).toBe(asked);
		}
		expect(chat.client.askedOf("history")).toEqual([]);
	});

	test("that others come by the hundred elsewhere keeps nobody from being asked for here", async () => {
		const chat = arrange("#ops");
		chat.press("ctrl+n");
		chat.press("alt+/");
		await settle();
		const before = members(chat);
		for (let later = 0; later <= 4 * minute; later += minute / 2) {
			chat.nowMs = noon + later;
			for (const room of ["#general", "#ops"])
				chat.client.tell({ type: "crowd", room: roomIn(place(room)) });
			chat.controller.onTick();
			await settle();
		}
		expect(members(chat) - before).toBeGreaterThan(0);
	});

	test("who is there is asked for within three minutes, however long they go on coming", async () => {
		const chat = arrange();
		await settle();
		const before = members(chat);
		for (let later = 0; later <= 3 * minute; later += minute / 2) {
			chat.nowMs = noon + later;
			chat.client.tell({ type: "crowd", room: generalRoom });
			chat.controller.onTick();
			await settle();
		}
		expect(members(chat) - before).toBeGreaterThan(0);
		expect(members(chat) - before).toBeLessThan(4);
	});
});
