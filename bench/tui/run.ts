/**
 * The speed of the client: the built program in a terminal of its own, against a server of the bench's own. About three
 * minutes for all; single benches by name. Needs Linux, for /proc.
 *
 * node packages/partyline/build.ts && node bench/tui/run.ts [start] [keys] [cpu] [memory] [bytes] [--json] [--dist folder]
 */
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Figure, sizes } from "./chat.ts";
import { measureBytes, measureKeys } from "./keys.ts";
import { measureCpu, measureMemory } from "./load.ts";
import { measureStart } from "./start.ts";

const built = new URL("../../packages/partyline/dist", import.meta.url).pathname;
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { json: { type: "boolean", default: false }, dist: { type: "string", default: built } },
});
const dist = resolve(values.dist);

const benches: Readonly<Record<string, () => Promise<Figure[]>>> = {
	start: () => measureStart(dist),
	keys: () => inTurn((size, rate) => measureKeys(dist, size, rate)),
	cpu: () => inTurn((size, rate) => measureCpu(dist, size, rate)),
	memory: () => measureMemory(dist),
	bytes: async () => (await Promise.all(sizes.map((size) => measureBytes(dist, size)))).flat(),
};

const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
	process.stderr.write(`There is no ${unknown.join(", ")}; there is ${Object.keys(benches)}.\n`);
	process.exit(64);
}
const figures: Figure[] = [];
for (const name of positionals.length === 0 ? Object.keys(benches) : positionals) {
	const found = (await benches[name]?.()) ?? [];
	figures.push(...found);
	if (!values.json) for (const figure of found) process.stdout.write(`${lineOf(figure)}\n`);
}
if (values.json)
	process.stdout.write(`${JSON.stringify({ node: process.version, load: loadavg(), figures })}\n`);

/** Measures without and with traffic, at each size. */
async function inTurn(
	measure: (size: (typeof sizes)[number], perSecond: number) => Promise<Figure[]>,
): Promise<Figure[]> {
	const found: Figure[] = [];
	for (const perSecond of [0, 200])
		for (const size of sizes) found.push(...(await measure(size, perSecond)));
	return found;
}

function lineOf({ what, value, unit, goal }: Figure): string {
	const wanted = goal === undefined ? "" : `   (goal: ${goal} ${unit} or less)`;
	return `${what.padEnd(60)} ${value.toFixed(1).padStart(8)} ${unit}${wanted}`;
}
