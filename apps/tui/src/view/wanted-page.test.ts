import { expect, test } from "vitest";
import type { RoomLog } from "../state/room-log.ts";
import { logOf } from "../state/state.ts";
import { event, events, general, stateOf, withEvents } from "../testing/samples.ts";
import { createSigns } from "../text/signs.ts";
import { createStyle } from "../text/style.ts";
import type { Window } from "./pane.ts";
import { wantedPage } from "./wanted-page.ts";

const small: Window = {
	setting: {
		width: 70,
		shape: "inline",
		style: createStyle({ colour: true }),
		signs: createSigns(false),
		show: (text) => text,
		clock: "24h",
		textMax: 100,
	},
	height: 10,
};

function logWith(...stretches: readonly (readonly [number, number])[]): RoomLog {
	const said = stretches.flatMap(([from, to]) => events(from, to));
	return logOf(withEvents(stateOf(), said), general);
}

function reading(log: RoomLog, seq: number): RoomLog {
	return { ...log, anchor: { at: "item", key: `e${seq}`, line: 0 } };
}

test("older messages are wanted two screens before they are needed", () => {
	const log = logWith([100, 150]);
	expect(wantedPage(log, small)).toBeUndefined();
	expect(wantedPage(reading(log, 130), small)).toBeUndefined();
	expect(wantedPage(reading(log, 127), small)).toEqual({ before: 100 });
	expect(wantedPage({ ...reading(log, 127), loads: true }, small)).toBeUndefined();
	expect(wantedPage({ ...reading(log, 127), reachesStart: true }, small)).toBeUndefined();
	expect(wantedPage(logOf(stateOf(), general), small)).toBeUndefined();
});

test("a gap is filled from the side that one reads, when one is near it", () => {
	const log = logWith([1, 200], [500, 700]);
	expect(wantedPage(reading(log, 505), small)).toEqual({ before: 500 });
	expect(wantedPage(reading(log, 195), small)).toEqual({ after: 200 });
	expect(wantedPage(reading(log, 150), small)).toBeUndefined();
	expect(wantedPage(reading(log, 600), small)).toBeUndefined();
});

test("at the end of the room every gap is filled, the newest first", () => {
	expect(wantedPage(logWith([1, 200], [500, 700], [800, 900]), small)).toEqual({ before: 800 });
	expect(wantedPage(logWith([1, 200], [500, 900]), small)).toEqual({ before: 500 });
});

test("what came of nothing is asked for from the last one told of", () => {
	const log = { ...logWith([1, 50]), lastSeq: 90 };
	expect(wantedPage(log, small)).toEqual({ before: 91 });
	expect(wantedPage(reading(log, 45), small)).toEqual({ after: 50 });
});

test("what the server no longer has is not wanted", () => {
	expect(wantedPage({ ...logWith([1, 5], [9, 12]), goneTo: 8 }, small)).toBeUndefined();
});

test("where only comings and goings fill the screen, more is wanted", () => {
	const joins = Array.from({ length: 100 }, (_, at) =>
		event(at + 50, { type: "join", by: `p${at}` }),
	);
	const log = logOf(withEvents(stateOf(), joins), general);
	expect(wantedPage(log, small)).toEqual({ before: 50 });
});
