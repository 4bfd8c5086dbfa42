import fc from "fast-check";
import { expect, test } from "vitest";
import { CellTerminal } from "../testing/cell-terminal.ts";
import { createPainter, type Painter } from "./painter.ts";

const esc = "\x1b";

/** A terminal and a painter for it. */
function arrange(columns = 20, rows = 6) {
	const terminal = new CellTerminal(columns, rows);
	return { terminal, painter: createPainter(terminal.output) };
}

function show(painter: Painter, rows: readonly string[], place = { x: 0, y: 0 }): void {
	painter.placeCursor(place);
	painter.paint(rows.join("\n"));
}

const styled = (code: number, text: string) =>
	`${esc}[${code}m${text}${esc}[${code < 10 ? 22 : 39}m`;
const piece = fc.oneof(
	fc.constantFrom(
		"a",
		"b ",
		"12:04 ",
		"日本",
		"e\u0301",
		"\u0301",
		"👍🏽",
		"👨‍👩‍👧",
		"❤️",
		"●",
		"─",
		"…",
	),
	fc
		.tuple(fc.constantFrom(1, 2, 31, 36), fc.constantFrom("ann", "bob", "한", "x"))
		.map(([code, text]) => styled(code, text)),
);
const row = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
/** What happens to a screen: a few rows change, or some go and others come. */
const step = fc.oneof(
	fc.record({ kind: fc.constant("set" as const), at: fc.nat(5), row }),
	fc.record({
		kind: fc.constant("up" as const),
		from: fc.nat(2),
		by: fc.integer({ min: 1, max: 3 }),
		row,
	}),
	fc.record({
		kind: fc.constant("down" as const),
		from: fc.nat(2),
		by: fc.integer({ min: 1, max: 3 }),
		row,
	}),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function apply(rows: readonly string[], what: Step): string[] {
	if (what.kind === "set") return rows.with(what.at, what.row);
	const [kept, moving] = [rows.slice(0, what.from), rows.slice(what.from)];
	const fresh = Array.from({ length: what.by }, (_, n) => `${n}${what.row}`);
	const moved =
		what.kind === "up"
			? [...moving, ...fresh].slice(what.by)
			: [...fresh, ...moving].slice(0, moving.length);
	return [...kept, ...moved];
}

test("whatever changes, the screen is cell by cell what painting it anew gives", async () => {
	const steps = fc.array(fc.tuple(step, fc.nat(19), fc.nat(5)), { minLength: 1, maxLength: 12 });
	await fc.assert(
		fc.asyncProperty(steps, async (happened) => {
			const { terminal, painter } = arrange();
			let rows = Array.from({ length: 6 }, (_, n) => `row ${n}`);
			show(painter, rows);
			for (const [what, x, y] of happened) {
				rows = apply(rows, what);
				show(painter, rows, { x, y });
				const anew = arrange();
				show(anew.painter, rows, { x, y });
				expect(await terminal.cells()).toEqual(await anew.terminal.cells());
			}
		}),
		{ numRuns: 60 },
	);
	// Long enough for a loaded machine; it ends what would hang.
}, 60_000);

test("a frame is one write, and one that changes nothing none", () => {
	const { painter, terminal } = arrange();
	show(painter, ["one", "two"]);
	show(painter, ["one", "three"]);
	show(painter, ["one", "three"]);
	expect(terminal.writes).toHaveLength(2);
});

test("a letter typed costs no more than the letter and its frame", () => {
	const { painter, terminal } = arrange(80, 24);
	const above = Array.from({ length: 22 }, (_, n) => `12:04 ann said this some time ago, ${n}`);
	const line = `${esc}[1mann>${esc}[22m what one typ`;
	show(painter, [...above, line, "status"], { x: 17, y: 22 });
	show(painter, [...above, `${line}e`, "status"], { x: 18, y: 22 });
	expect(terminal.writes.at(-1)?.length).toBeLessThan(100);
});

test("a message that comes moves the others instead of writing them again", () => {
	const { painter, terminal } = arrange(80, 24);
	const said = Array.from(
		{ length: 40 },
		(_, n) => `12:04 bob says a line as long as many are, ${n}`,
	);
	const frame = (from: number) => [
		"#general",
		...said.slice(from, from + 20),
		"ann>",
		"● connected",
	];
	show(painter, frame(0));
	show(painter, frame(1));
	expect(terminal.writes.at(-1)?.length).toBeLessThan(300);
	show(painter, frame(0));
	expect(terminal.writes.at(-1)?.length).toBeLessThan(300);
});

test("a screen that may show anything is painted whole, and so is one of another size", async () => {
	const { painter, terminal } = arrange();
	show(painter, ["one", "two"]);
	terminal.output.write(`${esc}[2;4r${esc}[Hnoise${esc}[31m`);
	painter.repaint();
	const anew = arrange();
	show(anew.painter, ["one", "two"]);
	expect(await terminal.cells()).toEqual(await anew.terminal.cells());
	terminal.resize(30, 8);
	// What a terminal makes of its rows at another size is its own affair.
	terminal.output.write(`${esc}[Hnoise`);
	show(painter, ["one", "two"]);
	const larger = arrange(30, 8);
	show(larger.painter, ["one", "two"]);
	expect(await terminal.cells()).toEqual(await larger.terminal.cells());
});

test("while somebody else has the terminal nothing is painted, and then what there is by now", async () => {
	const { painter, terminal } = arrange();
	show(painter, ["one", "two"]);
	painter.rest();
	show(painter, ["one", "three"]);
	expect(terminal.writes).toHaveLength(1);
	painter.repaint();
	const anew = arrange();
	show(anew.painter, ["one", "three"]);
	expect(await terminal.cells()).toEqual(await anew.terminal.cells());
});
