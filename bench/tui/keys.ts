import { setTimeout as delay } from "node:timers/promises";
import type { RecordedTerminal } from "../../tests/support/recorded-terminal.ts";
import { type Figure, quantile, type Size, told, withChat } from "./chat.ts";
import type { Traffic, World } from "./world.ts";

const letters = "thequickbrownfoxjump";
const killLine = "\x15";

type Goals = { readonly p50: number; readonly p99: number };

/**
 * From the write of a letter to the end of the frame that shows it left of the cursor. What the program wrote is kept
 * with its times and read afterwards, so that reading it is no part of the figure.
 */
export async function measureKeys(
	dist: string,
	size: Size,
	traffic: Traffic,
): Promise<readonly Figure[]> {
	const took = await withChat({ dist, size, messages: 1_000 }, async (terminal, world) => {
		const stop = world.flood(traffic);
		await delay(1_000);
		const keys = await typeLines(terminal, 8);
		stop();
		return await timesOf(terminal, keys);
	});
	const { p50, p99 } = goalsOf(size, traffic);
	const where = `${told(size)}, ${traffic.perSecond} msg/s`;
	const figure = (part: string, quantileAt: number, goal?: number): Figure => ({
		what: `key to paint, ${where}, ${part}`,
		value: quantile(took, quantileAt),
		unit: "ms",
		...(goal === undefined ? {} : { goal }),
	});
	return [figure("p50", 0.5, p50), figure("p90", 0.9), figure("p99", 0.99, p99)];
}

function goalsOf({ columns }: Size, { perSecond }: Traffic): Partial<Goals> {
	if (perSecond === 0) return {};
	return columns === 80 ? { p50: 6, p99: 25 } : { p50: 12, p99: 40 };
}

/** Bytes for a letter, and for a message of one line that comes alone. */
export async function measureBytes(dist: string, size: Size): Promise<Figure[]> {
	return await withChat({ dist, size, messages: 1_000 }, async (terminal, world) => {
		const perKey = await bytesFor(terminal, 20, (turn) => terminal.type(letters.charAt(turn)));
		terminal.type(killLine);
		await terminal.isQuiet(200);
		const perLine = await bytesFor(terminal, 20, () => sayOneLine(world));
		const lineGoal = size.columns === 80 ? { goal: 1_400 } : {};
		return [
			{ what: `bytes per key, ${told(size)}`, value: perKey, unit: "B", goal: 300 },
			{ what: `bytes per arriving line, ${told(size)}`, value: perLine, unit: "B", ...lineGoal },
		];
	});
}

function sayOneLine(world: World): void {
	world.say("one line that is as long as many are");
}

/** The median of what is written after each of so many steps; the clock in the corner would spoil a mean. */
async function bytesFor(
	terminal: RecordedTerminal,
	steps: number,
	step: (turn: number) => void,
): Promise<number> {
	const bytes: number[] = [];
	for (let turn = 0; turn < steps; turn++) {
		const before = terminal.chunks.length;
		step(turn);
		await delay(200);
		bytes.push(terminal.bytesFrom(before));
	}
	return quantile(bytes, 0.5);
}

type Typed = { readonly line: string; readonly at: number };

/** Types letters at uneven times, so that they meet every part of a frame; a few lines of them. */
async function typeLines(terminal: RecordedTerminal, lines: number): Promise<Typed[]> {
	const typed: Typed[] = [];
	await terminal.read();
	for (let line = 0; line < lines; line++) {
		for (let end = 1; end <= letters.length; end++) {
			const at = terminal.type(letters.charAt(end - 1));
			typed.push({ line: letters.slice(0, end), at });
			await delay(40 + ((end * 7 + line * 13) % 31));
		}
		terminal.type(killLine);
		await delay(200);
	}
	return typed;
}

async function timesOf(terminal: RecordedTerminal, typed: readonly Typed[]): Promise<number[]> {
	const took: number[] = [];
	let next = 0;
	await terminal.read((frame) => {
		const shown = typed.findLastIndex(
			({ line, at }) => at <= frame.at && frame.typed.endsWith(line),
		);
		// A line begins anew: what the frame shows may be of the line before.
		for (; next <= shown; next++) took.push(frame.at - (typed[next]?.at ?? Number.NaN));
	});
	if (took.length !== typed.length)
		throw new Error(`${typed.length - took.length} of ${typed.length} letters were never shown`);
	return took;
}
