import fc from "fast-check";
import { render, useCursor } from "ink";
import type { ReactNode } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import { CellTerminal } from "../testing/cell-terminal.ts";
import { openUi } from "./open-ui.tsx";
import { Beside, Block, Over, Row, useTypingCursor } from "./ui.tsx";
import { type Shown, useSlice } from "./use-slice.ts";

/** Long enough for a loaded machine; it ends what would hang. */
const hangMs = 60_000;

const columns = 40;
const rows = 8;

type Shot = {
	readonly pane: readonly string[];
	readonly side: readonly string[];
	readonly over: boolean;
	readonly typed: string;
};

/** A screen as ours is: a list beside the conversation, one over it, and a line that one types in. */
function Views({ store }: { readonly store: Shown<Shot> }): ReactNode {
	const { pane, side, over, typed } = useSlice(store, all);
	const height = rows - 1;
	useTypingCursor(cursorOf(typed));
	return (
		<Block width={columns} height={rows}>
			<Beside height={height}>
				<Lines texts={side} width={10} height={height} />
				<Lines texts={pane} width={30} height={height} />
				{over && (
					<Over left={20}>
						<Lines texts={side} width={10} height={height} />
					</Over>
				)}
			</Beside>
			<Row text={typed} />
		</Block>
	);
}

const all = (shot: Shot) => shot;

function cursorOf(typed: string) {
	return { x: typed.length, y: rows - 1 };
}

/** The same views, telling the renderer itself where one types. */
function StockViews({ store }: { readonly store: Shown<Shot> }): ReactNode {
	const { typed } = useSlice(store, all);
	const { setCursorPosition } = useCursor();
	setCursorPosition(cursorOf(typed));
	return <Views store={store} />;
}

type LinesProps = {
	readonly texts: readonly string[];
	readonly width: number;
	readonly height: number;
};

function Lines({ texts, width, height }: LinesProps): ReactNode {
	return (
		<Block width={width} height={height}>
			{Array.from({ length: height }, (_, place) => `${place}`).map((place) => (
				<Row key={place} text={texts[Number(place)] ?? ""} />
			))}
		</Block>
	);
}

/** A store with a shot, and a way to show another. */
function createShots(first: Shot) {
	let shot = first;
	const listeners = new Set<() => void>();
	const store: Shown<Shot> = {
		shown: () => shot,
		subscribe: (listener) => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
	const show = (next: Shot) => {
		shot = next;
		for (const listener of listeners) listener();
	};
	return { store, show };
}

/** Views on the renderer as it comes, which paints by itself. */
function openStock(views: ReactNode, { output, input }: CellTerminal): () => void {
	const screen = render(views, {
		stdout: output,
		stdin: input,
		alternateScreen: true,
		incrementalRendering: true,
		maxFps: 1_000,
		patchConsole: false,
		exitOnCtrlC: false,
		interactive: true,
	});
	return () => screen.unmount();
}

const words = fc.constantFrom("hello", "日本語", "ok 👍🏽", "cafe\u0301", "└─●", "a long word");
const style = fc.constantFrom("", "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[7m");
const line = fc
	.tuple(fc.nat(99), style, words, style, words)
	.map(([n, one, first, two, second]) => `${n} ${one}${first}\x1b[0m ${two}${second}\x1b[0m`);
const shots = fc
	.tuple(fc.array(line, { minLength: 8, maxLength: 30 }), fc.array(line, { maxLength: 7 }))
	.chain(([said, list]) => {
		const shot: fc.Arbitrary<Shot> = fc.record({
			// The same conversation a little further on: what a screen of chat mostly does.
			pane: fc.nat(said.length - 7).map((from) => said.slice(from, from + 7)),
			side: fc.constantFrom(list, []),
			over: fc.boolean(),
			typed: fc.constantFrom("ann>", "ann> h", "ann> hello", "ann> hello there"),
		});
		return fc.tuple(shot, fc.array(shot, { minLength: 1, maxLength: 6 }));
	});

test(
	"the screen is cell by cell the one that the renderer paints by itself",
	async () => {
		await fc.assert(
			fc.asyncProperty(shots, async ([first, others]) => {
				const [ours, stock] = [new CellTerminal(columns, rows), new CellTerminal(columns, rows)];
				const { store, show } = createShots(first);
				const ui = openUi(<Views store={store} />, ours);
				const endStock = openStock(<StockViews store={store} />, stock);
				try {
					await isSame(ours, stock);
					for (const shot of others) {
						show(shot);
						await isSame(ours, stock);
					}
				} finally {
					ui.close();
					endStock();
				}
			}),
			{ numRuns: 25 },
		);
	},
	hangMs,
);

/** The renderer paints by itself up to a millisecond later than it is told. */
async function isSame(ours: CellTerminal, stock: CellTerminal): Promise<void> {
	const look = async () => expect(await ours.cells()).toEqual(await stock.cells());
	// Sooner than the test hangs, so that it says what is not the same.
	await vi.waitFor(look, { interval: 2, timeout: hangMs / 4 });
}

test("a view that throws ends it with the reason", async () => {
	const terminal = new CellTerminal(columns, rows);
	const ui = openUi(<Broken />, terminal);
	onTestFinished(() => ui.close());
	await expect(ui.ended).rejects.toThrow("on purpose");
});

function Broken(): ReactNode {
	throw new Error("on purpose");
}
