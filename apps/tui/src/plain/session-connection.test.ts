import { describe, expect, test } from "vitest";
import { roomIn } from "../state/place.ts";
import { event, noon, place } from "../testing/samples.ts";
import { down, up } from "./testing/down-and-up.ts";
import { PlainRig } from "./testing/plain-chat-rig.ts";

describe("a connection that is cut", () => {
	test("is told once, each way it fails once, and what came meanwhile when it is back", async () => {
		const rig = await PlainRig.open();
		rig.hear(1);
		rig.lines();
		down(rig, "The connection broke.");
		down(rig, "Nothing is listening there.");
		rig.lines();
		down(rig, "The connection broke.");
		rig.client.tell({ type: "status", status: { state: "connecting", attempt: 2 } });
		expect(rig.lines()).toEqual([]);
		rig.client.tell({ type: "status", status: { state: "syncing" } });
		rig.hear(2);
		rig.hear(3);
		expect(rig.lines()).toEqual([]);
		up(rig);
		expect(rig.lines()).toEqual([
			"Connected to chat.example.org again.",
			"2 messages came meanwhile:",
			"bob 12:00: text 2",
			"bob 12:00: text 3",
		]);
		up(rig);
		expect(rig.lines()).toEqual([]);
	});

	test("makes what was typed wait, and says when it was sent after all", async () => {
		const rig = await PlainRig.open();
		down(rig);
		rig.lines();
		expect(await rig.type("one")).toEqual(["Not sent yet: no connection. 1 message waits."]);
		expect(await rig.type("two")).toEqual(["Not sent yet: no connection. 2 messages wait."]);
		up(rig);
		rig.lines();
		for (const { id, room } of rig.client.entries)
			rig.client.tell({
				type: "post",
				state: "kept",
				id,
				room: roomIn(place(room)),
				seq: event(5).seq,
				at: noon,
			});
		expect(rig.lines()).toEqual(["Sent: 2 messages that waited."]);
	});

	test("is tried again by an empty line", async () => {
		const rig = await PlainRig.open();
		expect(await rig.type("")).toEqual([]);
		down(rig);
		rig.lines();
		expect(await rig.type("")).toEqual(["Trying to connect."]);
		expect(rig.client.askedOf("retryNow")).toHaveLength(1);
	});
});

test("another history of the server is told, and the room begins anew", async () => {
	const rig = await PlainRig.open();
	rig.hear(1);
	rig.hear(2);
	rig.lines();
	rig.client.tell({ type: "epoch", epoch: "another" });
	rig.hear(1, { text: "a new beginning" });
	await rig.settle();
	rig.pass(4);
	expect(rig.lines()).toEqual([
		"chat.example.org has another history now; what follows begins anew.",
		"You are in #general, room 1.",
		"Last, 1 message:",
		"bob 12:00: a new beginning",
	]);
});
