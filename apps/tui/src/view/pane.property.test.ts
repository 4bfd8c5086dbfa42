import { seq } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, test } from "vitest";
import { takeNotice, takePage, tell } from "../state/reduce.ts";
import { logOf, type State, withLog } from "../state/state.ts";
import { anySize, hostileText } from "../testing/arbitrary.ts";
import {
	event,
	events,
	general,
	generalRoom,
	noon,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { columnsOf } from "../testing/screen-rows.ts";
import { paneLines, scrollDown, scrollUp, type Window } from "./pane.ts";
import { Reader } from "./reader.ts";
import { at, down, small, up, windowOf } from "./testing/pane-rig.ts";
import { wantedPage } from "./wanted-page.ts";

type Move = (view: View) => View;
type View = { readonly state: State; readonly window: Window };

const moves: fc.Arbitrary<Move[]> = fc.array(
	fc.oneof(
		fc.integer({ min: -30, max: 30 }).map(
			(by): Move =>
				({ state, window }) => {
					const scroll = by < 0 ? scrollUp : scrollDown;
					const anchor = scroll(logOf(state, general), window, Math.abs(by));
					return { state: withLog(state, general, (log) => at(log, anchor)), window };
				},
		),
		anySize.map(
			({ columns, rows }): Move =>
				({ state }) => {
					return { state, window: windowOf(columns, rows) };
				},
		),
		hostileText.map(
			(text): Move =>
				({ state, window }) => {
					const next = event(logOf(state, general).lastSeq + 1, { text });
					return { state: withEvents(state, [next]), window };
				},
		),
	),
	{ maxLength: 12 },
);

function checkView({ state, window }: View): void {
	const log = logOf(state, general);
	const reader = new Reader(log, window);
	const all = Array.from({ length: reader.length }, (_, index) => reader.block(index)).flatMap(
		({ above, lines }) => [...above, ...lines],
	);
	const rows = paneLines(log, window);
	const shown = rows.map(({ text }) => text);
	expect(JSON.stringify(all).slice(1, -1)).toContain(JSON.stringify(shown).slice(1, -1));
	expect(rows).toHaveLength(Math.min(window.height, all.length));
	for (const { text } of rows) expect(columnsOf(text)).toBeLessThanOrEqual(window.setting.width);
}

test("whatever one scrolls through, the rows are consecutive, fit, and leave no gap at the top", () => {
	fc.assert(
		fc.property(fc.array(hostileText, { maxLength: 25 }), moves, (texts, made) => {
			const said = texts.map((text, place) =>
				event(place + 1, { text, by: place % 3 === 0 ? "bob" : "eve" }),
			);
			let view: View = { state: withEvents(stateOf(), said), window: windowOf(80, 24) };
			for (const move of made) {
				view = move(view);
				checkView(view);
			}
		}),
		{ numRuns: 200 },
	);
});

/** What may come while one reads: messages, comings and goings, our own lines, pages from either side. */
const comings: fc.Arbitrary<(state: State) => State> = fc.oneof(
	hostileText.map((text) => (state: State) => {
		return withEvents(state, [event(logOf(state, general).lastSeq + 1, { text })]);
	}),
	fc.constantFrom("join", "part").map((type) => (state: State) => {
		return withEvents(state, [event(logOf(state, general).lastSeq + 1, { type })]);
	}),
	fc.constant((state: State) => tell(state, general, { text: "x", tone: "info" })),
	fc.integer({ min: 2, max: 300 }).map((skipped) => (state: State) => {
		const from = seq.parse(logOf(state, general).lastSeq + skipped);
		return takeNotice(state, { type: "reset", room: generalRoom, from });
	}),
	fc.constantFrom(1, 5, 100).map((limit) => (state: State) => {
		const asked = wantedPage(logOf(state, general), small);
		if (asked === undefined) return state;
		const [from, to] =
			"before" in asked
				? [Math.max(1, asked.before - limit), asked.before - 1]
				: [asked.after + 1, asked.after + limit];
		return takePage(state, general, { asked, events: events(from, to), more: from > 1 });
	}),
);

test("whatever comes while one reads, the row that one reads stays the last one on screen", () => {
	const seqs = fc.integer({ min: 140, max: 240 });
	fc.assert(
		fc.property(seqs, fc.array(comings, { maxLength: 30 }), (read, coming) => {
			const said = withEvents(stateOf(), [...events(100, 160), ...events(200, 260)]);
			const key = read > 160 && read < 200 ? "e160" : `e${read}`;
			let state = withLog(said, general, (log) => at(log, { at: "item", key, line: 0 }));
			for (const come of coming) {
				state = come(state);
				expect(paneLines(logOf(state, general), small).at(-1)).toMatchObject({
					item: key,
					line: 0,
				});
			}
		}),
		{ numRuns: 200 },
	);
});

test("down undoes up wherever neither end is near, over the lines of days too", () => {
	const said = events(1, 200).map((one) => ({ ...one, at: noon + one.seq * 5 * 3_600_000 }));
	const log = logOf(withEvents(stateOf(), said), general);
	const far = fc.integer({ min: 30, max: 100 });
	fc.assert(
		fc.property(far, fc.integer({ min: 1, max: 60 }), (start, by) => {
			const here = up(log, small, start);
			expect(down(up(here, small, by), small, by).anchor).toEqual(here.anchor);
		}),
	);
});
