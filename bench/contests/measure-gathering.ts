import { runApart } from "../apart.ts";
import type { Figure, Round } from "../contest.ts";
import type { Job, Measured, Outcome, Pace } from "../load/job.ts";
import { assertDescriptors } from "../machine.ts";
import type { Peer } from "../peers/peer.ts";
import { withPeer } from "../peers/run-peer.ts";
import { loadShare, nameIn, serverShare, shareFigures } from "../shares.ts";
import type { Gathering, Row } from "./gatherings.ts";

const deliveries = "deliveries";
const p50 = "p50";
export const p99 = "p99";
export const missing = "missing";

/** Who is measured, and with whom there. */
type Measurement = {
	readonly gathering: Pick<Gathering, "rooms" | "members"> & {
		readonly rows: readonly Pick<Row, "name" | "pace">[];
	};
	readonly peer: Peer;
	readonly tls: boolean;
};

const warmUpMs = 500;
const quietMs = 300;
/** More than a listener's queue holds would be tried again after a second. */
const newcomers = 100;

/** The least that shows that all still runs: more members than speak, and more rooms than one. */
const smoke = { members: 12, rooms: 3, perSecond: 50, warmUpMs: 50, quietMs: 100 };

/** The figures of one pace. */
export function figuresOfPace(group: string, { kind }: Pace): readonly Figure[] {
	const own: readonly Figure[] =
		kind === "closed"
			? [{ name: deliveries, unit: "a second", better: "more" }]
			: [
					{ name: p50, unit: "ms", better: "less" },
					{ name: p99, unit: "ms", better: "less" },
					{ name: missing, unit: "deliveries", better: "less" },
				];
	return [
		...own.map((figure) => ({ ...figure, name: nameIn(group, figure.name) })),
		...shareFigures(group),
	];
}

/** The figure of a pace that goals are about. */
export function mainFigure({ kind }: Pace): string {
	return kind === "closed" ? deliveries : p99;
}

/** Measures all rows of a gathering once, of a server and a crowd of their own. */
export async function measureGathering(
	measurement: Measurement,
	round: Round,
): Promise<Readonly<Record<string, number>>> {
	const { gathering, peer, tls } = measurement;
	const { rooms, members, rows } = round.smoke ? shrink(gathering) : gathering;
	assertDescriptors(rooms * members);
	const { paces } = await withPeer(peer, ({ port, pid }) => {
		const job: Job = {
			...{ dialect: peer.dialect, port, pid, tls, rooms, members },
			newcomers: peer.newcomers ?? newcomers,
			paces: rows.map(({ pace }) => pace),
			quietMs: round.smoke ? smoke.quietMs : quietMs,
			warmUpMs: round.smoke ? smoke.warmUpMs : warmUpMs,
			measureMs: round.seconds * 1_000,
		};
		return runApart<Outcome>("../load/generator", job);
	});
	const figures: Record<string, number> = {};
	for (const [at, row] of gathering.rows.entries())
		Object.assign(figures, takeFigures(row, peer, paces[at]));
	return figures;
}

function shrink(gathering: Measurement["gathering"]): Measurement["gathering"] {
	return {
		rooms: Math.min(gathering.rooms, smoke.rooms),
		members: Math.min(gathering.members, smoke.members),
		rows: gathering.rows.map(({ name, pace }) => ({
			name,
			pace:
				pace.kind === "closed"
					? pace
					: { ...pace, perSecond: Math.min(pace.perSecond, smoke.perSecond) },
		})),
	};
}

/** The figures that became of a row; throws where what was counted cannot be, or ours does not keep its word. */
function takeFigures(
	{ name, pace }: Pick<Row, "name" | "pace">,
	{ name: peer, dialect }: Peer,
	measured: Measured | undefined,
): Readonly<Record<string, number>> {
	if (measured !== undefined && measured.missing < 0)
		throw new Error(`${name}: ${-measured.missing} deliveries came that nobody had sent`);
	const problem = problemOf(measured, pace);
	if (measured === undefined || problem !== undefined) {
		const said = `${name}: ${problem}`;
		if (dialect === "native") throw new Error(said);
		process.stderr.write(`  ${peer}: ${said}; left out\n`);
		return {};
	}
	const { latencyMs } = measured;
	const own: Readonly<Record<string, number>> =
		pace.kind === "closed"
			? { [deliveries]: measured.deliveriesPerSecond }
			: {
					...(latencyMs === undefined ? {} : { [p50]: latencyMs.p50, [p99]: latencyMs.p99 }),
					[missing]: measured.missing,
				};
	const shares = {
		[loadShare]: measured.loadShare,
		...(measured.serverShare === undefined ? {} : { [serverShare]: measured.serverShare }),
	};
	const all = Object.entries({ ...own, ...shares });
	return Object.fromEntries(all.map(([figure, value]) => [nameIn(name, figure), value]));
}

function problemOf(measured: Measured | undefined, { kind }: Pace): string | undefined {
	if (measured === undefined) return "what was said before had not all come";
	if (measured.lost > 0) return `${measured.lost} members were cut off`;
	if (kind === "closed" && measured.missing > 0)
		return `${measured.missing} deliveries are missing`;
	return undefined;
}
