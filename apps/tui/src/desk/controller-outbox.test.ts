import { StorageError } from "@partyline/client";
import { seq } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { logOf } from "../state/state.ts";
import { events, general, generalRoom, noon, post } from "../testing/samples.ts";
import { arrange, receive } from "./testing/live-chat.ts";

test("after another history of the server its events are shown, and what waits is still there", () => {
	const chat = arrange();
	receive(chat, events(1, 5));
	chat.say("waits");
	chat.client.tell({ type: "epoch", epoch: "other" });
	expect(chat.rows.join()).not.toContain("text 5");
	receive(chat, events(1, 1));
	expect(chat.rows.filter((row) => !row.includes("Sunday"))).toEqual([
		"· the beginning of the room",
		"12:00 bob     text 1",
		"⋯   ann     waits",
	]);
});

describe("a post of another window of ours, shown here from the outbox on disk", () => {
	const waits = post("from the other window");
	const showing = () => {
		const chat = arrange();
		chat.client.entries.push(waits);
		chat.client.tell({ type: "post", state: "pending", entry: waits });
		chat.controller.onTick();
		expect(chat.rows).toContain("⋯   ann     from the other window");
		return chat;
	};

	test("goes when it is dropped there", () => {
		const chat = showing();
		chat.client.entries = [];
		chat.controller.onTick();
		expect(logOf(chat.state, general).posts).toEqual([]);
	});

	test("is shown as refused when it is refused there, and Esc drops it", () => {
		const chat = showing();
		chat.client.entries = [{ ...waits, refused: { code: "no", reason: "You may not." } }];
		chat.controller.onTick();
		expect(chat.rows.join(" ")).toContain("You may not.");
		chat.press("escape");
		expect(logOf(chat.state, general).posts).toEqual([]);
	});

	test("stays without a connection, over which its message would come if it was kept", () => {
		const chat = showing();
		chat.client.tell({ type: "status", status: { state: "syncing" } });
		chat.client.entries = [];
		chat.controller.onTick();
		expect(chat.rows).toContain("⋯   ann     from the other window");
	});

	test("stays while the disk cannot be read, and the chat goes on", () => {
		const chat = showing();
		chat.client.entries = [];
		chat.client.failures.set("outbox", new StorageError("database is locked"));
		expect(() => chat.controller.onTick()).not.toThrow();
		expect(chat.rows).toContain("⋯   ann     from the other window");
		chat.client.failures.clear();
		chat.controller.onTick();
		expect(logOf(chat.state, general).posts).toEqual([]);
	});
});

test("a post that is kept and whose message is on its way is not taken for a dropped one", () => {
	const chat = arrange();
	chat.say("hello");
	const [entry] = chat.client.outbox();
	expect.assert(entry);
	chat.client.entries = [];
	chat.client.tell({
		type: "post",
		state: "kept",
		id: entry.id,
		room: generalRoom,
		seq: seq.parse(1),
		at: noon,
	});
	chat.controller.onTick();
	expect(chat.rows.at(-1)).toBe("⋯   ann     hello");
});
