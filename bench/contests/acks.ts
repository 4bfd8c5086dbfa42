import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runApart } from "../apart.ts";
import type { PostsJob, PostsOutcome } from "../clients/posts.ts";
import type { Contest } from "../contest.ts";
import { withMeasured } from "../measured-daemon.ts";
import { type Build, ofEachBuild } from "../ours.ts";
import { findProgram } from "../programs.ts";
import type { Setting } from "../setting.ts";
import { withFolder } from "../take-away.ts";
import { jobOf, syncDisk, times } from "./loads.ts";

const fast = "5,000 posts/s";
const paces = { "1 post/s": 1, "100 posts/s": 100, [fast]: 5_000 };
const crowd = "200 senders";
const crowds = { "1 sender": 1, "10 senders": 10, [crowd]: 200 };
const openSenders = 50;
const atOnce = { times: 200, pauseMs: 0 };
/** At one a second, fewer would be no distribution. */
const leastPosts = 10;
/** So that there are some in a moment. */
const smokePerSecond = 50;

/** How long a post takes until it is acked, and how many share a sync. */
export function acks(setting: Setting): readonly Contest[] {
	return [
		{
			name: "ack latency at a pace, nothing fanned out",
			figures: [
				{ name: "p50", unit: "ms", better: "less" },
				{ name: "p99", unit: "ms", better: "less" },
				{ name: "longest", unit: "ms", better: "less" },
				{ name: "sent late, p50", unit: "ms", better: "less" },
				{ name: "fdatasync p50", unit: "ms", better: "less" },
				{ name: "p50 in fdatasyncs", unit: "x", better: "less" },
				{ name: "main thread", unit: "of a core", better: "less" },
				{ name: "all threads", unit: "of a core", better: "less" },
			],
			entrants: ofEachBuild(setting, paces, (perSecond, build) => ({ smoke, seconds }) => {
				if (smoke) return pace(build, Math.max(perSecond, smokePerSecond), seconds * 1_000);
				return pace(build, perSecond, Math.max(seconds, leastPosts / perSecond) * 1_000);
			}),
			goals: [
				{ figure: "p50 in fdatasyncs", of: fast, goal: 6 },
				{ figure: "main thread", of: fast, goal: 0.4 },
			],
		},
		{
			name: "messages a sync, each sender posts when the one before is acked",
			figures: [
				{ name: "posts/s", unit: "posts/s", better: "more" },
				{ name: "p50", unit: "ms", better: "less" },
				{ name: "p99", unit: "ms", better: "less" },
				{ name: "messages a sync", unit: "messages", better: "more" },
			],
			entrants: ofEachBuild(setting, crowds, (senders, build) => async ({ seconds }) => {
				const load = { senders, ...times(seconds * 1_000) };
				const { postsPerSecond, p50, p99 } = await withMeasured(build, (daemon) =>
					runApart<PostsOutcome>("posts", jobOf(daemon, load)),
				);
				const shared = await messagesASync(build, load);
				if (shared === undefined) return { "posts/s": postsPerSecond, p50, p99 };
				return { "posts/s": postsPerSecond, p50, p99, "messages a sync": shared };
			}),
			goals: [{ figure: "messages a sync", of: crowd, goal: 8 }],
		},
	];
}

async function pace(
	build: Build,
	perSecond: number,
	measureMs: number,
): Promise<Readonly<Record<string, number>>> {
	return await withMeasured(build, async (daemon) => {
		const senders = Math.min(openSenders, perSecond);
		const before = (await syncDisk(daemon, atOnce)).p50;
		const posts = await runApart<PostsOutcome>(
			"posts",
			jobOf(daemon, { senders, perSecond, ...times(measureMs) }),
		);
		const after = (await syncDisk(daemon, atOnce)).p50;
		const fdatasync = (before + after) / 2;
		return {
			...{
				p50: posts.p50,
				p99: posts.p99,
				longest: posts.max,
				"sent late, p50": posts.sentLateP50,
			},
			...{ "fdatasync p50": fdatasync, "p50 in fdatasyncs": posts.p50 / fdatasync },
			...(posts.mainShare !== undefined && { "main thread": posts.mainShare }),
			...(posts.allShare !== undefined && { "all threads": posts.allShare }),
		};
	});
}

/** How many posts are acked for each time the daemon syncs; undefined where nobody is there to count. */
async function messagesASync(
	build: Build,
	load: Pick<PostsJob, "senders" | "warmUpMs" | "measureMs">,
): Promise<number | undefined> {
	const strace = findProgram("strace");
	if (strace === undefined) return undefined;
	return await withFolder(async (folder) => {
		const trace = join(folder, "trace");
		// Stops the daemon at these calls only: it is as fast as it is, but for them.
		const filter = ["--seccomp-bpf", "-e", "trace=fdatasync,fsync", "-e", "signal=none"];
		const under = [strace, "-f", "-qq", "-ttt", ...filter, "-o", trace];
		const { acked, from, to } = await withMeasured(
			build,
			(daemon) => runApart<PostsOutcome>("posts", jobOf(daemon, load)),
			{ under },
		);
		// 4711 1795417843.358000 fdatasync(21) = 0
		const calls = readFileSync(trace, "latin1").matchAll(/^\d+ +([\d.]+) f(?:data)?sync\(/gm);
		const at = [...calls].map(([, seconds]) => Number(seconds) * 1_000);
		const syncs = at.filter((ms) => ms >= from && ms < to).length;
		return syncs === 0 ? undefined : acked / syncs;
	});
}
