import { describe, expect, test } from "vitest";
import { editorOf } from "../input/editor.ts";
import { remember } from "../input/history.ts";
import { killToLineStart, yank } from "../input/kills.ts";
import {
	event,
	general,
	joinedRoom,
	place,
	someCompletion,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { setMuted } from "./choices.ts";
import { home, roomIn } from "./place.ts";
import { hotRooms, neighbour, nextUnread, openRoom } from "./rooms.ts";
import { logOf, type State, titleOf, withLog, withServer } from "./state.ts";
import { goDown, goUp } from "./typing-line.ts";

const [a, b] = [place("#a"), place("#b")];
const direct = place("@0123456789");
const rooms = [
	joinedRoom("#a"),
	joinedRoom("#b"),
	joinedRoom("#general"),
	joinedRoom(direct, ["ann", "bob"]),
];

function typed(state: State, text: string): State {
	return { ...state, editor: editorOf(text) };
}

test("what was typed stays with its room", () => {
	const away = openRoom(typed(stateOf({}, rooms), "for general"), a);
	expect(away.editor.text).toBe("");
	const back = openRoom(typed(away, "for a"), general);
	expect(back.editor.text).toBe("for general");
	expect(openRoom(back, a).editor.text).toBe("for a");
});

test("a look back at what was sent does not carry a draft into another room", () => {
	const state = stateOf({}, rooms);
	const before = {
		...typed(state, "secret of general"),
		history: remember(state.history, "sent before"),
	};
	const looking = goUp(before, 80);
	expect(looking.editor.text).toBe("sent before");
	expect(goDown(openRoom(looking, a), 80).editor.text).toBe("");
	// It is there when one comes back, whatever was sent elsewhere.
	const away = openRoom(looking, a);
	const sent = { ...away, history: remember(away.history, "sent in a") };
	const back = openRoom(sent, general);
	expect(back.editor.text).toBe("sent before");
	expect(goDown(goDown(back, 80), 80).editor.text).toBe("secret of general");
});

test("what was cut in one room can be put into another", () => {
	const cut = killToLineStart(editorOf("for both"));
	const away = openRoom({ ...stateOf({}, rooms), editor: cut }, a);
	expect(yank(away.editor).text).toBe("for both");
	const back = openRoom({ ...away, editor: killToLineStart(editorOf("newer")) }, general);
	expect(yank(back.editor).text).toBe("newer");
});

test("opening a room ends what was going on in the one before", () => {
	const state: State = {
		...stateOf({}, rooms),
		leaving: true,
		hint: "Ctrl+C once more leaves",
		layer: { type: "rooms" },
		completion: someCompletion,
	};
	expect(openRoom(state, a)).toMatchObject({
		leaving: false,
		hint: "",
		layer: { type: "none" },
		completion: undefined,
		previous: general,
	});
	expect(openRoom(state, general)).toMatchObject({ layer: { type: "none" }, current: general });
});

test('a room is opened with the line "new" where one stopped reading', () => {
	const state = withEvents(stateOf({}, rooms), [event(1, { room: a }), event(2, { room: a })]);
	expect(logOf(openRoom(state, a), a).divider).toBe(0);
});

test("next and previous go round the list, and from a room that is not in it to its ends", () => {
	const state = stateOf({}, rooms);
	expect(neighbour(state, 1)).toBe(direct);
	expect(neighbour(state, -1)).toBe(b);
	expect(neighbour({ ...state, current: direct }, 1)).toBe(a);
	expect(neighbour({ ...state, current: a }, -1)).toBe(direct);
	expect(neighbour({ ...state, rooms: [] }, 1)).toBeUndefined();
	expect(neighbour({ ...state, current: place("#gone") }, 1)).toBe(a);
	expect(neighbour({ ...state, current: place("#gone") }, -1)).toBe(direct);
});

test("the next unread room is one that names me, then a conversation, then any", () => {
	let state = stateOf({}, rooms);
	expect(nextUnread(state)).toBeUndefined();
	state = withEvents(state, [event(1)]);
	expect(nextUnread(state)).toBeUndefined();
	state = withEvents(state, [event(1, { room: a }), event(2, { room: a })]);
	expect(nextUnread(state)).toBe(a);
	state = withEvents(state, [event(1, { room: direct })]);
	expect(nextUnread(state)).toBe(direct);
	state = withEvents(state, [event(1, { room: b, text: "ann?" })]);
	expect(nextUnread(state)).toBe(b);
});

test("a muted room never calls, not even when it names me", () => {
	const state = withEvents(stateOf({}, rooms), [
		event(1, { room: a, text: "ann!" }),
		event(1, { room: b }),
	]);
	expect(hotRooms(state).map(({ number, mentions }) => [number, mentions])).toEqual([
		[1, 1],
		[2, 0],
	]);
	const muted = withServer(state, home, (server) => ({
		...server,
		choices: setMuted(server.choices, roomIn(a), true),
	}));
	expect(nextUnread(muted)).toBe(b);
	expect(hotRooms(muted).map(({ number }) => number)).toEqual([2]);
});

test("which rooms call is found once, until something in a room or the list changes", () => {
	const state = withEvents(stateOf({}, rooms), [event(1, { room: a }), event(1, { room: b })]);
	const hot = hotRooms(state);
	expect(hotRooms({ ...state, hint: "typing changes nothing" })).toBe(hot);
	expect(hotRooms({ ...state, current: a }).map(({ place: at }) => at)).toEqual([b]);
	expect(hotRooms(withEvents(state, [event(2, { room: b })]))).not.toBe(hot);
});

test("a room that one leaves is at its end when one comes back", () => {
	const read = withEvents(stateOf({}, rooms), [event(1), event(2)]);
	const above = withLog(read, general, (log) => ({
		...log,
		anchor: { at: "item", key: "e1", line: 0 },
	}));
	expect(logOf(openRoom(above, a), general).anchor).toEqual({ at: "end" });
});

describe("a direct conversation whose other people have no account any more", () => {
	const dm = "@0123456789";
	const alone = () => stateOf({}, [joinedRoom("#general"), joinedRoom(dm, ["ann"])]);
	const made = (people: readonly string[]) =>
		event(1, { room: dm, by: "ann", type: "create", kind: "direct", with: people });

	test("is called by whom it was made with", () => {
		const state = withEvents(alone(), [made(["ann", "bob", "eve"])]);
		expect(titleOf(state, place(dm))).toBe("bob, eve");
	});

	test("is called by who said something, where its beginning is not held", () => {
		const said = [5, 6, 7].map((seq) => event(seq, { room: dm, by: seq === 6 ? "bob" : "ann" }));
		expect(titleOf(withEvents(alone(), said), place(dm))).toBe("bob");
	});

	test("is not taken for one with oneself, nor the other way round", () => {
		const said = [made(["ann"]), event(2, { room: dm, by: "ann" })];
		expect(titleOf(withEvents(alone(), said), place(dm))).toBe("ann");
		expect(titleOf(alone(), place(dm))).toBe("ann");
	});
});
