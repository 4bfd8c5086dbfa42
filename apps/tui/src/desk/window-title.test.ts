import { expect, test } from "vitest";
import { event, joinedRoom, person, place, stateOf, withEvents } from "../testing/samples.ts";
import { windowTitle } from "./window-title.ts";

const rooms = [joinedRoom("#general"), joinedRoom("#ops")];

test("the window is called by its room and the unread of the others, with ! when they name us", () => {
	const state = stateOf({}, rooms);
	expect(windowTitle(state)).toBe("#general - partyline");
	const unread = withEvents(state, [event(1, { room: "#ops" }), event(1)]);
	expect(windowTitle(unread)).toBe("(1) #general - partyline");
	const named = withEvents(unread, [event(2, { room: "#ops", text: "ann: look" })]);
	expect(windowTitle(named)).toBe("(2!) #general - partyline");
});

test("nobody's name can end the title and begin something else", () => {
	const direct = joinedRoom("#x", ["ann", "bob"]);
	const bob = { ...person("bob", "bob\x1b\\\x07\x9c"), state: "online" } as const;
	const state = {
		...stateOf({}, [direct]),
		current: place("#x"),
		members: new Map([[place("#x"), new Map([[bob.account, bob]])]]),
	};
	expect(windowTitle(state)).toMatch(/^bob.* - partyline$/);
	expect(windowTitle(state)).not.toMatch(/\p{Cc}/u);
});

test("a long name is cut", () => {
	const long = joinedRoom(`#${"x".repeat(31)}`, ["ann", "y".repeat(32), "z".repeat(32)]);
	const state = { ...stateOf({}, [long]), current: place(long.room) };
	expect(windowTitle(state).length).toBe(60 + " - partyline".length);
});
