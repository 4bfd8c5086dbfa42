import { isTie, judge, ratioOf, type Summary, summarise } from "./arithmetic.ts";
import type { Figure, Goal } from "./contest.ts";
import type { Machine } from "./machine.ts";
import type { ContestResult, EntrantResult } from "./run-contest.ts";
import { fullLoad, groupOf, isShare, loadShare, nameIn, nameInGroup } from "./shares.ts";

/** What was measured, on what. */
export type Surroundings = {
	readonly machine: Machine;
	/** The versions of the others. */
	readonly versions: Readonly<Record<string, string>>;
	/** The others that are not installed. */
	readonly missing: readonly string[];
	readonly rounds: number;
	readonly seconds: number;
	readonly smoke: boolean;
};

/** The tables of one contest, as Markdown: one for each group of figures. */
export function contestTables(result: ContestResult): string {
	const groups = [...new Set(result.figures.map(groupOf))];
	const tables = groups.map((group) => {
		const title = group === "" ? "" : `${group}:\n\n`;
		return `${title}${tableOf(result, group)}`;
	});
	const problems = result.entrants.flatMap(({ name, problems: all }) =>
		all.map((problem) => `- A round of ${name} did not count: ${problem}\n`),
	);
	const told = problems.length === 0 ? [] : [problems.join("")];
	const heading = `## ${result.name}\n\n${sayRounds(result)}\n`;
	return `${[heading, ...tables, ...told].join("\n")}\n`;
}

/** Some contests have fewer rounds than others, and not every round counts. */
function sayRounds({ entrants }: ContestResult): string {
	const rounds = Math.max(0, ...entrants.map((entrant) => entrant.rounds.length));
	if (rounds === 0) return "No round counted.";
	return rounds === 1 ? "One round." : `Medians of ${rounds} rounds.`;
}

function tableOf({ figures, entrants }: ContestResult, group: string): string {
	const columns = figures.filter((figure) => groupOf(figure) === group);
	const [first] = entrants;
	const head = ["", ...columns.flatMap(headOf)];
	const rows = entrants
		.filter(({ rounds }) => columns.some(({ name }) => rounds.some((round) => name in round)))
		.map((entrant) => [
			entrant.name,
			...columns.flatMap((figure) => cellsOf(figure, entrant, first)),
		]);
	return [head, head.map(() => "---"), ...rows]
		.map((cells) => `| ${cells.join(" | ")} |\n`)
		.join("");
}

function headOf(figure: Figure): readonly string[] {
	const name = nameInGroup(figure);
	if (isShare(figure)) return [name];
	// Some are called by what they are counted in.
	return [name.endsWith(figure.unit) ? name : `${name}, ${figure.unit}`, "ratio"];
}

function cellsOf(
	figure: Figure,
	entrant: EntrantResult,
	first: EntrantResult | undefined,
): readonly string[] {
	const summary = summaryOf(figure.name, entrant);
	if (isShare(figure)) return [summary === undefined ? "–" : summary.median.toFixed(2)];
	if (summary === undefined) return ["–", "–"];
	const bound = summary.median === 0 ? "" : boundOf(figure, entrant);
	const value = `${bound}${formatSummary(summary)}`;
	if (entrant === first) return [value, "1"];
	const ratio = ratioOf(summary.median, first && summaryOf(figure.name, first)?.median);
	return [value, ratio === undefined ? "–" : formatRatio(ratio)];
}

/** Where the load was the bottleneck, the server could have done better. */
function boundOf(figure: Figure, entrant: EntrantResult): string {
	const load = summaryOf(nameIn(groupOf(figure), loadShare), entrant);
	if (load === undefined || load.median <= fullLoad) return "";
	return figure.better === "more" ? "≥ " : "≤ ";
}

function summaryOf(figure: string, { rounds }: EntrantResult): Summary | undefined {
	return summarise(rounds.flatMap((round) => round[figure] ?? []));
}

/** How all goals stand, as a Markdown table; nothing where there are none. */
export function goalsTable(results: readonly ContestResult[]): string {
	const rows = results.flatMap((result) => result.goals.map((goal) => goalRow(result, goal)));
	if (rows.length === 0) return "";
	const head = ["contest", "figure", "of", "over", "is", "goal", "stretch", ""];
	const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`);
	return `## Goals\n\n${lines.join("")}\n`;
}

function goalRow(result: ContestResult, goal: Goal): readonly string[] {
	const { figure, of, over } = goal;
	const value = valueToJudge(result, goal);
	return [
		...[result.name, figure, of, over ?? "–"],
		value === undefined ? "–" : `${boundOfGoal(result, goal)}${formatNumber(value)}`,
		formatNumber(goal.goal),
		goal.stretch === undefined ? "–" : formatNumber(goal.stretch),
		sayVerdict(result, goal, value),
	];
}

/** Where the load was the bottleneck, a ratio is a bound as well: the other way round where that was the other's. */
function boundOfGoal({ figures, entrants }: ContestResult, goal: Goal): string {
	const bound = (name: string | undefined) => {
		const figure = figures.find((each) => each.name === goal.figure);
		const entrant = entrants.find((each) => each.name === name);
		return figure && entrant ? boundOf(figure, entrant) : "";
	};
	const [own, other] = [bound(goal.of), bound(goal.over)];
	if (own !== "" && other !== "") return "about ";
	if (other === "") return own;
	return other === "≥ " ? "≤ " : "≥ ";
}

/** What is judged: a ratio of two figures, or one alone. */
function valueToJudge({ entrants }: ContestResult, { figure, of, over }: Goal): number | undefined {
	const medianOf = (name: string) => {
		const entrant = entrants.find((each) => each.name === name);
		return entrant && summaryOf(figure, entrant)?.median;
	};
	return over === undefined ? medianOf(of) : ratioOf(medianOf(of), medianOf(over));
}

function sayVerdict({ figures }: ContestResult, goal: Goal, value: number | undefined): string {
	const figure = figures.find(({ name }) => name === goal.figure);
	if (value === undefined || figure === undefined) return "not measured";
	const verdict = judge(value, goal, figure);
	if (verdict.kind !== "missed") return verdict.kind;
	if (verdict.percent === undefined) return `missed by ${formatNumber(value)}`;
	// What rounds to nothing is missed all the same.
	return `missed by ${verdict.percent < 1 ? "less than 1" : Math.round(verdict.percent)} %`;
}

/** The last line: what all of it was measured on. */
export function lastLine(surroundings: Surroundings): string {
	const { machine, versions, missing, seconds, smoke } = surroundings;
	const others = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
	const parts = [
		`${machine.cores} ${machine.cores === 1 ? "core" : "cores"} (${machine.cpu}), ${machine.pinned ? "server and load on one each" : "server and load not pinned"}`,
		machine.system,
		`Node ${machine.node.slice(1)}`,
		...others,
		...(missing.length === 0 ? [] : [`not installed: ${missing.join(", ")}`]),
		`commit ${machine.commit}${machine.dirty ? " with changes" : ""}`,
		machine.date.slice(0, 10),
		`${seconds} s a figure and round, or as long as it takes`,
		...(smoke ? ["a smoke: the figures mean nothing"] : []),
	];
	return `${parts.join("; ")}.\n`;
}

function formatSummary({ median, least, most }: Summary): string {
	const middle = formatNumber(median);
	return least === most ? middle : `${middle} (${formatNumber(least)}–${formatNumber(most)})`;
}

function formatRatio(ratio: number): string {
	return `${ratio.toFixed(2)}${isTie(ratio) ? " tie" : ""}`;
}

/** A number with the figures that mean something. */
export function formatNumber(value: number): string {
	if (Number.isInteger(value) || Math.abs(value) >= 100)
		return Math.round(value).toLocaleString("en-GB");
	return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
