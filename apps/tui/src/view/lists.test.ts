import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { usualKeymap } from "../actions/keymap.ts";
import { editorOf } from "../input/editor.ts";
import { arrange } from "../state/arrange.ts";
import { home, placeOf, roomIn, serverId } from "../state/place.ts";
import { takeMembers, takeNotice } from "../state/reduce.ts";
import { emptyServer } from "../state/server.ts";
import { withNewServer } from "../state/servers.ts";
import { type State, withLog, withServer } from "../state/state.ts";
import { hostileText } from "../testing/arbitrary.ts";
import {
	connected,
	event,
	general,
	joinedRoom,
	person,
	place,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { createStyle } from "../text/style.ts";
import { memberLines, roomLines } from "./lists.ts";
import { createLook } from "./window.ts";

const style = createStyle({ colour: true });
const many = Array.from({ length: 30 }, (_, at) => joinedRoom(`#r${String(at).padStart(2, "0")}`));

const work = serverId("work");

/** The state with a second server, `work`, and these rooms there. */
function withWork(state: State, ...names: readonly string[]): State {
	const added = withNewServer(state, emptyServer(work, "work"));
	const rooms = names.map((name) => joinedRoom(name));
	return takeNotice(connected(added, { state: "live" }), { type: "rooms", rooms }, work);
}

describe("the room list", () => {
	test("shows the key of each room and counts what is unread at the right edge", () => {
		const state = withEvents(stateOf({}, [joinedRoom("#general"), joinedRoom("#ops")]), [
			event(1, { room: "#ops" }),
			event(2, { room: "#ops", text: "ann!" }),
		]);
		expect(roomLines(state, { width: 14, height: 3, style }).map(undress)).toEqual([
			"1 #general    ",
			"2 #ops      !2",
			"              ",
		]);
		const rows = roomLines(stateOf({}, many), { width: 8, height: 30, style }).map(undress);
		const keys = rows.map((row) => row.slice(0, 1)).join("");
		expect(keys).toBe("1234567890qwer   io           ");
		expect(rows[9]).toBe("0 #r09  ");
	});

	test("counts nothing of what comes in under one's eyes, but what comes while one reads further up", () => {
		const state = withEvents(stateOf(), [event(1), event(2, { text: "ann!" })]);
		const rowOf = (now: State) => undress(roomLines(now, { width: 14, height: 1, style })[0] ?? "");
		expect(rowOf(state)).toBe("1 #general    ");
		const anchor = { at: "item", key: "1", line: 0 } as const;
		const above = withLog(state, general, (log) => ({ ...log, anchor }));
		expect(rowOf(above)).toBe("1 #general  !2");
	});

	test("shows the keys as they are bound", () => {
		const [one] = usualKeymap.values().filter(({ name }) => name === "room-1");
		const keymap = new Map(one === undefined ? [] : [["alt+z", one]]);
		const state = { ...stateOf(), look: createLook({ keymap }) };
		expect(roomLines(state, { width: 12, height: 1, style }).map(undress)).toEqual([
			"z #general  ",
		]);
	});

	test("scrolls to the room on screen", () => {
		const current = place("#r29");
		const rows = roomLines({ ...stateOf({}, many), current }, { width: 8, height: 5, style });
		expect(rows.map(undress).at(-1)).toBe("  #r29  ");
		expect(rows).toHaveLength(5);
		const lost = { ...stateOf({}, many), current: general };
		expect(undress(roomLines(lost, { width: 8, height: 5, style })[0] ?? "")).toBe("1 #r00  ");
	});

	test("lays out no row that is not on screen, however many rooms there are", () => {
		let shown = 0;
		const show = (text: string) => {
			shown++;
			return text;
		};
		const rooms = Array.from({ length: 5_000 }, (_, at) => joinedRoom(`#r${at}`));
		const state = { ...stateOf({}, rooms), look: createLook({ show }) };
		expect(roomLines(state, { width: 20, height: 30, style })).toHaveLength(30);
		expect(shown).toBe(29);
	});

	test("tells the room on screen, what names me, what is unread and what is not apart", () => {
		const rooms = ["#general", "#named", "#quiet", "#unread"].map((name) => joinedRoom(name));
		const state = withEvents(stateOf({}, rooms), [
			event(1),
			event(1, { room: "#named", text: "ann" }),
			event(1, { room: "#unread" }),
		]);
		const size = { width: 14, height: 4 };
		const rows = roomLines(state, { ...size, style });
		const plain = rows.map(undress);
		expect(rows).toEqual([
			style.inverse(plain[0] ?? ""),
			style.bold(style.warn(plain[1] ?? "")),
			plain[2],
			style.bold(plain[3] ?? ""),
		]);
	});

	test("marks favourites, what is muted and does not call, and where something is typed", () => {
		const rooms = ["#drafted", "#fav", "#general", "#muted"].map((name) => joinedRoom(name));
		const before = stateOf({}, rooms);
		const choices = {
			favourites: new Set([roomIn(place("#fav"))]),
			muted: new Set([roomIn(place("#muted"))]),
			order: [],
		};
		const drafts = new Map([[place("#drafted"), editorOf("half a sentence")]]);
		const chosen = arrange(withServer({ ...before, drafts }, home, (s) => ({ ...s, choices })));
		const state = withEvents(chosen, [event(1, { room: "#muted", text: "ann!" })]);
		const rows = roomLines(state, { width: 14, height: 4, style });
		expect(rows.map(undress)).toEqual([
			"1★#fav        ",
			"2 #drafted   ✎",
			"3 #general    ",
			"4∅#muted     1",
		]);
		expect(rows[3]).toBe(style.dim(undress(rows[3] ?? "")));
		const ascii = { ...state, look: createLook({ signs: createSigns(true) }) };
		expect(roomLines(ascii, { width: 14, height: 4, style }).map(undress)).toEqual([
			"1+#fav        ",
			"2 #drafted   %",
			"3 #general    ",
			"4x#muted     1",
		]);
	});

	test("a long name is cut before its count, and a high count is not written out", () => {
		const room = `#${"a".repeat(40)}`;
		const state = withEvents(stateOf({}, [joinedRoom(room)]), [event(1, { room })]);
		expect(roomLines(state, { width: 12, height: 1, style }).map(undress)).toEqual([
			"1 #aaaaaa… 1",
		]);
		const busy = withLog(state, place(room), (log) => ({ ...log, unread: 4_321 }));
		expect(roomLines(busy, { width: 12, height: 1, style }).map(undress)).toEqual(["1 #aaa… 999+"]);
	});

	test("puts the rooms of several servers under their names, and says which server is away", () => {
		const state = withWork(stateOf({}, [joinedRoom("#general"), joinedRoom("#z")]), "#a");
		const setting = { width: 18, height: 6, style };
		const rows = roomLines(state, setting);
		expect(rows.map(undress)).toEqual([
			"● the server      ",
			"1 #general        ",
			"2 #z              ",
			"○ work connecting ",
			"3 #a              ",
			"                  ",
		]);
		expect(rows[4]).toBe(style.dim(undress(rows[4] ?? "")));
		const back = takeNotice(state, { type: "status", status: { state: "live" } }, work);
		expect(roomLines(back, setting).map(undress).slice(3, 5)).toEqual([
			"● work            ",
			"3 #a              ",
		]);
	});

	test("scrolls over the headings too", () => {
		const names = many.map(({ room }) => room);
		const there = withWork(stateOf({}, many), ...names);
		const state = { ...there, current: placeOf(work, "#r00") };
		const rows = roomLines(state, { width: 18, height: 5, style }).map(undress);
		expect(rows.map((row) => row.trim())).toEqual([
			"↑ 30 more",
			"○ work connecting",
			"#r00",
			"#r01",
			"↓ 28 more",
		]);
	});

	test("says what has no room on screen, and how many rooms of it have something unread", () => {
		const rooms = [...many, joinedRoom("#z")];
		const state = { ...stateOf({}, rooms), current: place("#r15") };
		const edges = (now: State, width = 22) => {
			const rows = roomLines(now, { width, height: 5, style });
			expect(rows.map(undress).some((row) => row.includes("#r15"))).toBe(true);
			return [rows[0] ?? "", rows[4] ?? ""];
		};
		expect(edges(state).map((row) => undress(row).trim())).toEqual(["↑ 14 more", "↓ 14 more"]);
		const busy = withEvents(state, [
			event(1, { room: "#r03" }),
			event(1, { room: "#r20", text: "ann?" }),
			event(1, { room: "#r21" }),
		]);
		const [above, below] = edges(busy);
		expect(above).toBe(style.bold("↑ 14 more, 1 unread   "));
		expect(below).toBe(style.bold(style.warn("↓ 14 more, !2 unread  ")));
		expect(edges(busy, 17).map(undress)).toEqual(["↑ 14, 1 unread   ", "↓ 14, !2 unread  "]);
	});
});

describe("the people list", () => {
	test("shows how many are here, who is here first, then by name", () => {
		const state = takeMembers(stateOf(), general, [
			person("zoe"),
			person("eve", "eve", "offline"),
			person("bob", "bob", "away"),
			person("ann"),
		]);
		const rows = memberLines(state, { width: 11, height: 6, style });
		expect(rows.map(undress)).toEqual([
			"3 of 4 here",
			"● ann      ",
			"● zoe      ",
			"◐ bob      ",
			"○ eve      ",
			"           ",
		]);
		expect(rows.map((row) => row.startsWith("\x1b[2m"))).toEqual([
			true,
			false,
			false,
			true,
			true,
			false,
		]);
		expect(memberLines(state, { width: 12, height: 4, style }).map(undress)).toEqual([
			"3 of 4 here ",
			"● ann       ",
			"● zoe       ",
			"↓ 2 more    ",
		]);
	});
});

test("every row is exactly as wide as the list, and clean, whatever people are called", () => {
	const sizes = fc.record({ width: fc.integer({ min: 0, max: 24 }), height: fc.nat({ max: 6 }) });
	const scrolls = fc.record({ rooms: fc.nat({ max: 40 }), members: fc.nat({ max: 3 }) });
	fc.assert(
		fc.property(hostileText, sizes, scrolls, (name, size, scrolled) => {
			const direct = joinedRoom("@0123456789", ["ann", "bob"]);
			let state = stateOf({}, [joinedRoom("#general"), direct]);
			state = takeMembers(state, general, [person("bob", name), person("eve", name, "away")]);
			state = takeMembers(state, place("@0123456789"), [person("bob", name)]);
			state = withEvents(state, [event(1, { room: direct.room })]);
			const several = withNewServer(state, emptyServer(work, name));
			for (const rows of [
				roomLines(state, { ...size, style }),
				roomLines(several, { ...size, style }),
				roomLines({ ...stateOf({}, many), scrolled }, { ...size, style }),
				memberLines({ ...state, scrolled }, { ...size, style }),
				memberLines(state, { ...size, style }),
			]) {
				expect(rows).toHaveLength(size.height);
				for (const row of rows) {
					expect(columnsOf(row)).toBe(size.width);
					expect(isClean(row)).toBe(true);
				}
			}
		}),
		{ numRuns: 300 },
	);
});
