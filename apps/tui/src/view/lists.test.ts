import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeMembers } from "../state/reduce.ts";
import { hostileText } from "../testing/arbitrary.ts";
import {
	event,
	general,
	joinedRoom,
	person,
	place,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { createStyle } from "../text/style.ts";
import { memberLines, roomLines } from "./lists.ts";

const style = createStyle({ colour: true });
const many = Array.from({ length: 30 }, (_, at) => joinedRoom(`#r${String(at).padStart(2, "0")}`));

describe("the room list", () => {
	test("numbers ten rooms and counts what is unread at the right edge", () => {
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
		expect(rows[9]).toBe("0 #r09  ");
		expect(rows[10]).toBe("  #r10  ");
	});

	test("scrolls to the room on screen", () => {
		const current = place("#r29");
		const rows = roomLines({ ...stateOf({}, many), current }, { width: 8, height: 5, style });
		expect(rows.map(undress).at(-1)).toBe("  #r29  ");
		expect(rows).toHaveLength(5);
		const lost = { ...stateOf({}, many), current: general };
		expect(undress(roomLines(lost, { width: 8, height: 5, style })[0] ?? "")).toBe("1 #r00  ");
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

	test("a long name is cut before its count", () => {
		const room = `#${"a".repeat(40)}`;
		const state = withEvents(stateOf({}, [joinedRoom(room)]), [event(1, { room })]);
		expect(roomLines(state, { width: 12, height: 1, style }).map(undress)).toEqual([
			"1 #aaaaaa… 1",
		]);
	});
});

describe("the people list", () => {
	test("shows who is here first, then by name", () => {
		const state = takeMembers(stateOf(), general, [
			person("zoe"),
			person("eve", "eve", "offline"),
			person("bob", "bob", "away"),
			person("ann"),
		]);
		expect(memberLines(state, { width: 6, height: 5, style }).map(undress)).toEqual([
			"● ann ",
			"● zoe ",
			"◐ bob ",
			"○ eve ",
			"      ",
		]);
		const isDim = memberLines(state, { width: 6, height: 4, style }).map((row) =>
			row.startsWith("\x1b[2m"),
		);
		expect(isDim).toEqual([false, false, true, true]);
		expect(memberLines(state, { width: 12, height: 2, style }).map(undress)).toEqual([
			"● ann       ",
			"  and 3 more",
		]);
	});
});

test("every row is exactly as wide as the list, and clean, whatever people are called", () => {
	const sizes = fc.record({ width: fc.integer({ min: 0, max: 24 }), height: fc.nat({ max: 6 }) });
	fc.assert(
		fc.property(hostileText, sizes, (name, size) => {
			const direct = joinedRoom("@0123456789", ["ann", "bob"]);
			let state = stateOf({}, [joinedRoom("#general"), direct]);
			state = takeMembers(state, general, [person("bob", name), person("eve", name, "away")]);
			state = takeMembers(state, place("@0123456789"), [person("bob", name)]);
			state = withEvents(state, [event(1, { room: direct.room })]);
			for (const rows of [
				roomLines(state, { ...size, style }),
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
