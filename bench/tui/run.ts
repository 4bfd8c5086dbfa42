/**
 * The speed of the client: the built program in a terminal of its own, against the daemon of the same build. About five
 * minutes for all; single benches by name. Needs Linux, for /proc.
 *
 * node packages/partyline/build.ts && node bench/tui/run.ts [start] [keys] [cpu] [crowd] [memory] [bytes] [verbs] [--json] [--dist folder]
 */
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Figure, type Size, sizes } from "./chat.ts";
import { measureBytes, measureKeys } from "./keys.ts";
import { measureCpu, measureMemory } from "./load.ts";
import { measureStart } from "./start.ts";
import { measureVerbs } from "./verbs.ts";
import type { Traffic } from "./world.ts";

const built = new URL("../../packages/partyline/dist", import.meta.url).pathname;
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { json: { type: "boolean", default: false }, dist: { type: "string", default: built } },
});
const dist = resolve(values.dist);

const [small = { columns: 80, rows: 24 }, large = small] = sizes;

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
	start: () => measureStart(dist),
	keys: () => inTurn((size, traffic) => measureKeys(dist, size, traffic)),
	cpu: () => inTurn((size, traffic) => measureCpu(dist, size, traffic)),
	crowd: measureCrowd,
	memory: () => measureMemory(dist),
	bytes: () => allOf(sizes.map((size) => () => measureBytes(dist, size))),
	verbs: () => measureVerbs(dist),
};

const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
	process.stderr.write(
		`There is no ${unknown.join(", ")}; there is ${Object.keys(benches).join(", ")}.\n`,
	);
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
	measure: (size: Size, traffic: Traffic) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
	const traffics = [{ perSecond: 0 }, { perSecond: 200 }];
	return await allOf(
		traffics.flatMap((traffic) => sizes.map((size) => () => measure(size, traffic))),
	);
}

/** More than anybody can read: 1,000 messages a second, in the room that is open and in those that are not. */
async function measureCrowd(): Promise<readonly Figure[]> {
	const open: Traffic = { perSecond: 1_000 };
	const others: Traffic = { perSecond: 1_000, where: "others" };
	return await allOf([
		() => measureKeys(dist, small, open),
		() => measureKeys(dist, large, open),
		() => measureCpu(dist, small, open),
		() => measureCpu(dist, large, open),
		() => measureCpu(dist, large, others),
	]);
}

async function allOf(
	measures: readonly (() => Promise<readonly Figure[]>)[],
): Promise<readonly Figure[]> {
	const found: Figure[] = [];
	for (const measure of measures) found.push(...(await measure()));
	return found;
}

function lineOf({ what, value, unit, goal }: Figure): string {
	const told = `${what.padEnd(64)} ${value.toFixed(1).padStart(8)} ${unit}`;
	if (goal === undefined) return told;
	const missed = value > goal ? `, missed by ${(value - goal).toFixed(1)}` : "";
	return `${told}   (goal: ${goal} ${unit} or less${missed})`;
}
