import { setTimeout as delay } from "node:timers/promises";
import type { RecordedTerminal } from "../../tests/support/recorded-terminal.ts";
import { type Figure, quantile, type Size, told, withChat } from "./chat.ts";
import type { ScriptedServer } from "./scripted-server.ts";

const letters = "thequickbrownfoxjump";
const killLine = "\x15";

type Goals = { readonly p50: number; readonly p99: number };

/**
 * From the write of a letter to the end of the frame that shows it left of the cursor. What the program wrote is kept
 * with its times and read afterwards, so that reading it is no part of the figure.
 */
export async function measureKeys(dist: string, size: Size, perSecond: number): Promise<Figure[]> {
	const chat = { dist, size, events: 1_000 };
	const took = await withChat(chat, async (terminal, server) => {
		const stop = server.flood(perSecond);
		await delay(1_000);
		const keys = await typeLines(terminal, 8);
		stop();
		return await timesOf(terminal, keys);
	});
	const goals: Goals = size.columns === 80 ? { p50: 6, p99: 25 } : { p50: 12, p99: 40 };
	const what = (part: string) => `key to paint, ${told(size)}, ${perSecond} msg/s, ${part}`;
	const busy = perSecond > 0;
	return [
		{
			what: what("p50"),
			value: quantile(took, 0.5),
			unit: "ms",
			...(busy && { goal: goals.p50 }),
		},
		{ what: what("p90"), value: quantile(took, 0.9), unit: "ms" },
		{
			what: what("p99"),
			value: quantile(took, 0.99),
			unit: "ms",
			...(busy && { goal: goals.p99 }),
		},
	];
}

/** Bytes for a letter, and for a message of one line that comes alone. */
export async function measureBytes(dist: string, size: Size): Promise<Figure[]> {
	const chat = { dist, size, events: 1_000 };
	return await withChat(chat, async (terminal, server) => {
		const perKey = await bytesFor(terminal, 20, (turn) => terminal.type(letters.charAt(turn)));
		terminal.type(killLine);
		await terminal.isQuiet(200);
		const perLine = await bytesFor(terminal, 20, () => sayOneLine(server));
		const lineGoal = size.columns === 80 ? { goal: 1_400 } : {};
		return [
			{ what: `bytes per key, ${told(size)}`, value: perKey, unit: "B", goal: 300 },
			{ what: `bytes per arriving line, ${told(size)}`, value: perLine, unit: "B", ...lineGoal },
		];
	});
}

function sayOneLine(server: ScriptedServer): void {
	server.say("one line that is as long as many are");
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
