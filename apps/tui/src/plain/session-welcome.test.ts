import { expect, test } from "vitest";
import { down } from "./testing/down-and-up.ts";
import { PlainRig } from "./testing/plain-chat-rig.ts";

test("whoever comes for the first time is told once how one gets along, but not in a pipe", () => {
	const welcomed = (isTerminal: boolean, rig = new PlainRig({ isTerminal, isFirst: true })) => {
		down(rig);
		return rig.lines().filter((line) => line.startsWith("Welcome"));
	};
	expect(welcomed(true)).toEqual(["Welcome to partyline. What you type is said in #general."]);
	expect(welcomed(false)).toEqual([]);
	expect(welcomed(true, new PlainRig())).toEqual([]);
});

test("a pipe is not welcomed when it is connected either, and leaves that to the first chat", async () => {
	const rig = new PlainRig({ isTerminal: false, isFirst: true });
	rig.client.goLive("ann", "#general");
	await rig.settle();
	expect(rig.printed).toContain("Connected to chat.example.org as ann.");
	expect(rig.printed).not.toMatch(/Welcome|F1/);
	expect(rig.client.notes("window:welcomed").size).toBe(0);
});
