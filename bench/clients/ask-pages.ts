/**
 * Pages of the log, and what is found in it, asked for one by one. Takes a job as JSON, prints what became of it as JSON.
 */
import { comeBack, room } from "./members.ts";
import { readJob, tell, type Where } from "./native-client.ts";
import { quantile } from "./quantile.ts";
import { createRandom, sought } from "./talk.ts";

/** How often each kind of page is asked for. */
export type PagesJob = Where & { readonly kinds: "history" | "search"; readonly times: number };

/** How long the answers took, by kind. */
export type PagesOutcome = Readonly<Record<string, { readonly p50: number; readonly p99: number }>>;

/** Asks for a page, and rejects where it is not what was asked for. */
type Ask = () => Promise<void>;

const pageEvents = 50;
const warmUpTimes = 3;

const job = readJob<PagesJob>();
const { client, lastSeq } = await comeBack(job, 0);
const random = createRandom(50);
const outcome: Record<string, { p50: number; p99: number }> = {};
const kinds = Object.entries(job.kinds === "history" ? pages() : searches());
const took = new Map<string, number[]>(kinds.map(([name]) => [name, []]));
for (let round = -warmUpTimes; round < job.times; round++)
	for (const [name, ask] of kinds) {
		const since = performance.now();
		await ask();
		if (round >= 0) took.get(name)?.push(performance.now() - since);
	}
for (const [name, times] of took)
	outcome[name] = { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
tell(outcome satisfies PagesOutcome);

function pages(): Readonly<Record<string, Ask>> {
	// Each time another place: one that was read a moment ago is in a cache.
	const middle = () => Math.floor(lastSeq * (0.25 + random() / 2));
	const page = async (side: { before?: number; around?: number }) => {
		const { events } = await client.ask("history", { room, limit: pageEvents, ...side });
		const [first] = events;
		if (events.length !== pageEvents || first === undefined)
			throw new Error(`A page has ${events.length} events.`);
		if (events.some(({ seq }, at) => seq !== first.seq + at))
			throw new Error(`The page from ${first.seq} on is not in order.`);
	};
	return {
		newest: () => page({}),
		"in the middle": () => page({ before: middle() }),
		around: () => page({ around: middle() }),
	};
}

function searches(): Readonly<Record<string, Ask>> {
	const search = (text: string, least: number) => async () => {
		const { events, partial } = await client.ask("search", { text, room, limit: pageEvents });
		if (partial) throw new Error("The server is still going through what was said before.");
		if (events.length < least) throw new Error(`${text} was found ${events.length} times.`);
		const wanted = text.split(" ");
		const wrong = events.find((found) => !wanted.every((word) => found.text.includes(word)));
		if (wrong !== undefined) throw new Error(`${text} is not in what was found: ${wrong.text}`);
	};
	return {
		"a common word": search(sought.common, pageEvents),
		"a rare word": search(sought.rare, 1),
		"two that seldom meet": search(sought.apart, 0),
	};
}
