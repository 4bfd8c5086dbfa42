import { receivedEvent } from "@partyline/shared/protocol/events";
import { expect, test } from "vitest";
import { EarlyEvents } from "./early-events.ts";
import { maxMet } from "./met-rooms.ts";

function event(n: number, seq = 1) {
	const room = `@${String(n).padStart(8, "0")}`;
	return receivedEvent.parse({ room, seq, at: seq, by: "bob", type: "join" });
}

test("of each room the first event and the highest seq are kept, and only while a login is under way", () => {
	const early = new EarlyEvents();
	expect(early.take(event(1))).toBe(false);
	early.begin();
	for (const seq of [3, 5, 4]) expect(early.take(event(1, seq))).toBe(true);
	expect(early.end()).toEqual([{ first: event(1, 3), highest: 5 }]);
	expect([early.isOpen, early.end()]).toEqual([false, []]);
});

test("a server that never ends to put us in rooms while we log in is not listened to for ever", () => {
	const early = new EarlyEvents();
	early.begin();
	for (let n = 0; n < 3 * maxMet; n++) early.take(event(n));
	expect(early.end()).toHaveLength(maxMet + 1);
});
