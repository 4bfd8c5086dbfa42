import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { seq } from "@partyline/shared/protocol/ids";
import { describe, expect, test, vi } from "vitest";
import { logOf } from "../state/state.ts";
import { Chat } from "../testing/chat.ts";
import { event, events, general, generalRoom } from "../testing/samples.ts";
import { columnsOf } from "../testing/screen-rows.ts";

/** A room of `count` messages of which the newest `held` are here; those of `naming` name us. */
function arrange({
	count,
	held,
	naming = [],
}: {
	readonly count: number;
	readonly held: number;
	readonly naming?: readonly number[];
}): Chat {
	const chat = new Chat({ columns: 80, rows: 12 });
	chat.client.log = withNames(events(1, count), naming);
	chat.client.goLive("ann", "#general");
	comeIn(chat, count - held + 1);
	return chat;
}

function withNames(said: readonly ReceivedEvent[], naming: readonly number[]): ReceivedEvent[] {
	return said.map((one) =>
		naming.includes(one.seq) ? event(one.seq, { text: `ann: look at ${one.seq}` }) : one,
	);
}

/** The server leaves out what is before this event, and sends what comes from there on. */
function comeIn(chat: Chat, from: number): void {
	chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(from) });
	for (const one of chat.client.log.slice(from - 1))
		chat.client.tell({ type: "event", event: one, mine: false });
}

async function sees(chat: Chat, text: string): Promise<void> {
	await vi.waitUntil(() => chat.rows.some((row) => row.includes(text)));
}

describe("the next mention", () => {
	test("Alt+P goes up from mention to mention, Alt+N down again", async () => {
		const chat = arrange({ count: 80, held: 80, naming: [20, 40, 75] });
		chat.press("alt+p");
		await sees(chat, "look at 75");
		chat.press("alt+p");
		await sees(chat, "look at 40");
		chat.press("alt+p");
		await sees(chat, "look at 20");
		chat.press("alt+n");
		await sees(chat, "look at 40");
		chat.press("alt+n");
		await sees(chat, "look at 75");
		chat.press("alt+n");
		await vi.waitUntil(() => chat.state.hint === "No later mention in this room");
	});

	test("what is not held is fetched, and one reads on around it", async () => {
		const chat = arrange({ count: 900, held: 30, naming: [300] });
		chat.press("alt+p");
		await sees(chat, "look at 300");
		await sees(chat, "text 301");
		await sees(chat, "text 299");
		expect(chat.rows.findIndex((row) => row.includes("look at 300"))).toBeLessThan(5);
	});

	test("no further than a thousand messages at once, and asked again it goes on from there", async () => {
		const chat = arrange({ count: 2_500, held: 30, naming: [100] });
		chat.press("alt+p");
		await vi.waitUntil(() => chat.state.hint === "No earlier mention in 1,000 messages");
		expect(chat.client.askedOf("history").length).toBeLessThan(12);
		expect(columnsOf(chat.state.hint)).toBeLessThanOrEqual(40);
	});

	test("where there is none it says so and moves nothing", async () => {
		const chat = arrange({ count: 40, held: 40 });
		const before = chat.rows;
		chat.press("alt+p");
		await vi.waitUntil(() => chat.state.hint === "No earlier mention in this room");
		expect(chat.rows).toEqual(before);
	});

	test("a page that cannot be had is told", async () => {
		const chat = arrange({ count: 900, held: 30 });
		await vi.waitUntil(() => !logOf(chat.state, general).loads);
		chat.client.failures.set("history", new Error("not now"));
		chat.press("alt+p");
		await sees(chat, "not now");
	});
});

describe("where one stopped reading", () => {
	test("Alt+U puts the line new a third below the top", () => {
		const chat = arrange({ count: 60, held: 60 });
		chat.client.goLive("ann", "#general", "#ops");
		chat.controller.onTick();
		chat.press("ctrl+n");
		for (const one of events(61, 90)) chat.client.tell({ type: "event", event: one, mine: false });
		chat.press("ctrl+p", "alt+u");
		const at = chat.rows.findIndex((row) => row.includes("30 new"));
		expect(at).toBeGreaterThan(1);
		expect(at).toBeLessThan(5);
		expect(chat.rows[at + 1]).toContain("text 61");
	});

	test("what one has not read is fetched when it is not held", async () => {
		const chat = new Chat({ columns: 80, rows: 12 });
		chat.client.goLive("ann", "#general", "#ops");
		chat.press("ctrl+n");
		chat.client.log = withNames(events(1, 3_000), [1_500, 2_990]);
		chat.client.tell({ type: "read", room: generalRoom, seq: seq.parse(1_000) });
		comeIn(chat, 2_971);
		chat.press("ctrl+p");
		expect(logOf(chat.state, general).divider).toBe(1_000);
		chat.press("alt+u");
		await sees(chat, "text 1001");
		expect(chat.rows.some((row) => row.includes("new"))).toBe(true);
		// From there it is read on without a hole.
		await vi.waitUntil(() => !logOf(chat.state, general).loads);
		chat.press("pagedown", "pagedown");
		await sees(chat, "text 1015");
		// What is not held between is not passed over.
		chat.press("alt+n");
		await sees(chat, "look at 1500");
	});

	test("where nothing is new it says so", () => {
		const chat = arrange({ count: 5, held: 5 });
		chat.press("alt+u");
		expect(chat.state.hint).toBe("Nothing is new here");
	});
});
