import { runApart } from "../apart.ts";
import type { SayJob, SayOutcome } from "../clients/say.ts";
import type { StormJob, StormOutcome } from "../clients/storm.ts";
import type { Contest } from "../contest.ts";
import { headOf, withDataFolder } from "../filled-folder.ts";
import { startMeasured } from "../measured-daemon.ts";
import { type Build, ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";
import { loadShare } from "../shares.ts";

type Restart = { readonly clients: number; readonly signal: "SIGTERM" | "SIGKILL" };

const restarts: Readonly<Record<string, Restart>> = {
	"100, SIGTERM": { clients: 100, signal: "SIGTERM" },
	"1,000, SIGTERM": { clients: 1_000, signal: "SIGTERM" },
	"100, kill -9": { clients: 100, signal: "SIGKILL" },
	"1,000, kill -9": { clients: 1_000, signal: "SIGKILL" },
};
const missed = 1_000;
const smokeClients = 10;
/** More than one answer of `sync` holds, so that pages are fetched. */
const smokeMissed = 250;

/** Everybody comes back at once after a restart and fetches what was said while they were away. */
export function restartStorm(setting: Setting): Contest {
	return {
		name: "reconnect storm: members at once after a restart, 1,000 messages to catch up each",
		figures: [
			{ name: "the daemon is back", unit: "ms", better: "less" },
			{ name: "half have everything", unit: "ms", better: "less" },
			{ name: "all have everything", unit: "ms", better: "less" },
			{ name: "a client", unit: "ms", better: "less" },
			{ name: "events/s", unit: "events/s", better: "more" },
			{ name: "received", unit: "MB", better: "less" },
			{ name: loadShare, unit: "of a core", better: "less" },
		],
		entrants: ofEachBuild(setting, restarts, ({ clients, signal }, build) => ({ smoke }) => {
			const here = smoke ? smokeClients : clients;
			return restart(build, { clients: here, signal }, smoke ? smokeMissed : missed);
		}),
		goals: [],
		mostRounds: 3,
	};
}

async function restart(
	build: Build,
	{ clients, signal }: Restart,
	messages: number,
): Promise<Readonly<Record<string, number>>> {
	const filling = { members: clients, messages: 0 };
	return await withDataFolder(build, filling, async (dataDir) => {
		const cursor = headOf(filling);
		const { lastSeq, stoppedAt } = await talkAndStop(build, dataDir, { signal, messages });
		const after = await startMeasured(build, dataDir);
		const backMs = performance.now() - stoppedAt;
		try {
			const job: StormJob = { port: after.port, clients, cursor };
			const outcome = await runApart<StormOutcome>("storm", job);
			const due = clients * (lastSeq - cursor);
			if (outcome.fetched !== due) throw new Error(`${outcome.fetched} events came of ${due}.`);
			return { "the daemon is back": backMs, ...toFigures(outcome, clients) };
		} finally {
			await after.stop();
		}
	});
}

/** What is said while everybody is away, until the daemon is ended; resolves with the seq of the last of it. */
async function talkAndStop(
	build: Build,
	dataDir: string,
	{ signal, messages }: Pick<Restart, "signal"> & { readonly messages: number },
): Promise<{ lastSeq: number; stoppedAt: number }> {
	const daemon = await startMeasured(build, dataDir);
	try {
		const job: SayJob = { port: daemon.port, messages };
		const { lastSeq } = await runApart<SayOutcome>("say", job);
		return { lastSeq, stoppedAt: performance.now() };
	} finally {
		await daemon.stop(signal);
	}
}

function toFigures(outcome: StormOutcome, clients: number) {
	const { halfMs, allMs, fetched, bytes } = outcome;
	return {
		"half have everything": halfMs,
		"all have everything": allMs,
		"a client": allMs / clients,
		"events/s": (fetched / allMs) * 1_000,
		received: bytes / 1_000_000,
		[loadShare]: outcome.loadShare,
	};
}
