import { ClosedError, RequestError } from "@partyline/client";
import { seq } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { completeness } from "../state/gaps.ts";
import { seqOf } from "../state/item.ts";
import { logOf } from "../state/state.ts";
import { heldAround } from "../state/trim.ts";
import { event, events, general, generalRoom } from "../testing/samples.ts";
import { arrange, receive, settle } from "./testing/live-chat.ts";

describe("older messages", () => {
	test("are fetched when one scrolls up, once, and nothing on screen moves", async () => {
		const chat = arrange();
		chat.client.log = events(1, 300);
		receive(chat, events(201, 300));
		chat.press("pageup", "pageup", "pageup");
		await settle();
		const shown = chat.rows;
		chat.press("pageup", "pagedown");
		await settle();
		expect(chat.rows).toEqual(shown);
		expect(chat.client.askedOf("history")).toEqual(["history #general 201 100"]);
		expect(logOf(chat.state, general).items.flatMap((item) => seqOf(item) ?? [])).toHaveLength(200);
		chat.press("alt+home");
		await settle();
		chat.press("alt+home");
		await settle();
		expect(logOf(chat.state, general).reachesStart).toBe(true);
		expect(chat.rows[0]).not.toBe("· there is more above");
	});

	test("fill what a gap has left empty above, without a key", async () => {
		const chat = arrange();
		chat.client.log = events(1, 60);
		chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(58) });
		receive(chat, events(58, 60));
		chat.controller.onTick();
		await settle();
		expect(chat.client.askedOf("history")).toEqual(["history #general 58 100"]);
		expect(chat.rows).toContain("12:00         text 57");
	});

	test("that could not be fetched can be asked for again", async () => {
		const chat = arrange();
		chat.client.failures.set("history", new ClosedError("There is no connection."));
		receive(chat, events(50, 60));
		chat.press("pageup");
		await settle();
		expect(logOf(chat.state, general).loads).toBe(false);
		chat.client.failures.clear();
		chat.client.log = events(1, 60);
		chat.press("pageup");
		await settle();
		expect(chat.client.askedOf("history")).toHaveLength(2);
		expect(logOf(chat.state, general).reachesStart).toBe(true);
	});

	test("that are refused are asked for less and less often, and at once with a key or a new connection", async () => {
		const chat = arrange();
		chat.client.failures.set("history", new RequestError("rate_limited", "Too fast."));
		receive(chat, events(50, 60));
		const tick = async (seconds: number) => {
			for (let second = 0; second < seconds; second++) {
				chat.nowMs += 1_000;
				chat.controller.onTick();
				await settle();
			}
			return chat.client.askedOf("history").length;
		};
		expect(await tick(60)).toBeLessThanOrEqual(6);
		// In the end once a minute.
		const slow = await tick(600);
		const inTenMinutes = (await tick(600)) - slow;
		expect(inTenMinutes).toBeGreaterThanOrEqual(9);
		expect(inTenMinutes).toBeLessThanOrEqual(11);
		const before = chat.client.askedOf("history").length;
		chat.press("pageup");
		await settle();
		expect(chat.client.askedOf("history")).toHaveLength(before + 1);
		chat.client.failures.clear();
		chat.client.log = events(1, 60);
		chat.client.tell({ type: "status", status: { state: "syncing" } });
		chat.client.tell({ type: "status", status: { state: "live" } });
		await settle();
		expect(logOf(chat.state, general).reachesStart).toBe(true);
	});

	test("that came after a refusal are followed by the next page at the next tick", async () => {
		const chat = arrange();
		receive(chat, events(50, 60));
		chat.client.failures.set("history", new RequestError("rate_limited", "Too fast."));
		chat.controller.onTick();
		await settle();
		chat.client.failures.clear();
		chat.client.page = { events: events(48, 49), more: true };
		chat.press("pageup");
		await settle();
		chat.client.page = undefined;
		chat.client.log = events(1, 60);
		chat.controller.onTick();
		await settle();
		expect(logOf(chat.state, general).reachesStart).toBe(true);
	});

	test("are fetched in a room where nothing but comings and goings is left", async () => {
		const chat = arrange();
		chat.client.log = events(1, 60);
		chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(61) });
		chat.press("pageup");
		await settle();
		expect(chat.client.askedOf("history")).toEqual(["history #general 61 100"]);
		expect(chat.rows).toContain("12:00         text 60");
	});

	test("come page by page up to the real beginning with Alt+Home", async () => {
		const chat = arrange();
		chat.client.log = events(1, 5_000);
		receive(chat, events(4_990, 5_000));
		chat.press("alt+home");
		for (let page = 0; page < 60; page++) await settle();
		expect(chat.rows[0]).toBe("· the beginning of the room");
		expect(chat.rows).toContain("12:00 bob     text 1");
		expect(logOf(chat.state, general).items.length).toBeLessThanOrEqual(heldAround);
		chat.press("alt+end");
		await settle();
		expect(chat.rows.at(-1)).toBe("12:00         text 5000");
		receive(chat, [event(5_001)]);
		chat.press("pageup");
		await settle();
		const seqs = logOf(chat.state, general).items.map((item) => item.key);
		expect(seqs.filter((key) => key.startsWith("e"))).toEqual(
			events(4_002, 5_001).map((one) => `e${one.seq}`),
		);
	});

	test("stop coming when a key is pressed", async () => {
		const chat = arrange();
		chat.client.log = events(1, 5_000);
		receive(chat, events(4_990, 5_000));
		chat.press("alt+home", "left");
		for (let page = 0; page < 60; page++) await settle();
		expect(chat.client.askedOf("history")).toHaveLength(1);
	});

	test("that do not come from a server that has more and gives none are not asked for again", async () => {
		const chat = arrange();
		receive(chat, events(50, 60));
		chat.client.page = { events: events(50, 60), more: true };
		chat.press("alt+home");
		for (let page = 0; page < 60; page++) await settle();
		expect(chat.client.askedOf("history")).toHaveLength(1);
	});

	test("of before a reset go where they belong, and the gap behind them fills by itself", async () => {
		const chat = arrange();
		chat.client.log = events(1, 901);
		receive(chat, events(50, 60));
		chat.press("pageup");
		chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(900) });
		receive(chat, events(900, 901));
		expect(chat.rows.join()).toContain(" 839 messages are on their way ");
		for (let page = 0; page < 15; page++) await settle();
		const seqs = logOf(chat.state, general).items.flatMap((item) => seqOf(item) ?? []);
		expect(seqs).toEqual(Array.from({ length: 901 }, (_, index) => index + 1));
		expect(completeness(logOf(chat.state, general))).toEqual({ upTo: 901, missing: 0 });
	});
});
