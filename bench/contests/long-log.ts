import { statSync } from "node:fs";
import { join } from "node:path";
import { runApart } from "../apart.ts";
import type { PagesJob, PagesOutcome } from "../clients/ask-pages.ts";
import { awaitIndex } from "../clients/await-index.ts";
import type { Contest, Entrant, Figure, Goal } from "../contest.ts";
import { keptFolder } from "../filled-folder.ts";
import { type MeasuredDaemon, startMeasured } from "../measured-daemon.ts";
import { type Build, ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";

type Size = { readonly messages: number; readonly inSmoke: number };

const short = "1,000 messages";
const long = "1,000,000 messages";
/** No two alike in a smoke either, where all are there at once: a folder has one daemon. */
const sizes: Readonly<Record<string, Size>> = {
	[short]: { messages: 1_000, inSmoke: 1_000 },
	"30,000 messages": { messages: 30_000, inSmoke: 1_500 },
	[long]: { messages: 1_000_000, inSmoke: 2_000 },
};
const members = 20;
const times = 200;
const smokeTimes = 5;
const pages = ["newest", "in the middle", "around"];
const searches = ["a common word", "a rare word", "two that seldom meet"];

/** What a long log costs those who read it, look for something in it, and keep it. */
export function longLog(setting: Setting): readonly Contest[] {
	const readers = (kinds: PagesJob["kinds"]) =>
		ofEachBuild(setting, sizes, (size, build) => measurePages(kinds, size, build));
	return [
		{
			name: "history page of 50 events",
			figures: pages.flatMap(figuresOf),
			entrants: readers("history"),
			goals: pages.map((page) => ({ figure: nameOf(page, "p50"), of: long, over: short, goal: 3 })),
		},
		{
			name: "search, the newest 50",
			figures: searches.flatMap(figuresOf),
			entrants: readers("search"),
			goals: searches.map((words) => ({ figure: nameOf(words, "p50"), of: long, goal: 20 })),
		},
		{
			name: "disk: a message of 100 bytes with all indexes",
			figures: [{ name: diskFigure, unit: "bytes", better: "less" }],
			entrants: ofEachBuild(setting, sizes, (size, build) => async ({ smoke }) => {
				const messages = sizeOf(size, smoke);
				const bytes = await withLog(build, messages, async ({ dataDir }) => dataDir).then(bytesIn);
				return { [diskFigure]: bytes / messages };
			}),
			goals: [diskGoal],
			mostRounds: 1,
		},
	];
}

const diskFigure = "a message";
const diskGoal: Goal = { figure: diskFigure, of: long, goal: 250 };

function measurePages(kinds: PagesJob["kinds"], size: Size, build: Build): Entrant["measure"] {
	return async ({ smoke }) =>
		await withLog(build, sizeOf(size, smoke), async ({ port }) => {
			const job: PagesJob = { port, kinds, times: smoke ? smokeTimes : times };
			const outcome = await runApart<PagesOutcome>("ask-pages", job);
			return Object.fromEntries(
				Object.entries(outcome).flatMap(([page, { p50, p99 }]) => [
					[nameOf(page, "p50"), p50],
					[nameOf(page, "p99"), p99],
				]),
			);
		});
}

/** Runs something against a daemon with such a log, all of which is in the index. */
async function withLog<T>(
	build: Build,
	messages: number,
	run: (daemon: MeasuredDaemon) => Promise<T>,
): Promise<T> {
	// What only reads needs no copy.
	const daemon = await startMeasured(build, await keptFolder(build, { members, messages }));
	try {
		await awaitIndex(daemon);
		return await run(daemon);
	} finally {
		await daemon.stop();
	}
}

/** What the database takes on disk, with what has not been brought into it yet. */
function bytesIn(dataDir: string): number {
	const sizeOfFile = (name: string) =>
		statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0;
	return sizeOfFile("partyline.db") + sizeOfFile("partyline.db-wal");
}

function sizeOf({ messages, inSmoke }: Size, smoke: boolean): number {
	return smoke ? inSmoke : messages;
}

function figuresOf(kind: string): readonly Figure[] {
	return ["p50", "p99"].map((share) => ({ name: nameOf(kind, share), unit: "ms", better: "less" }));
}

function nameOf(kind: string, share: string): string {
	return `${kind} ${share}`;
}
