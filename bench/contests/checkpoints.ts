import { runApart } from "../apart.ts";
import type { PostsOutcome } from "../clients/posts.ts";
import type { Contest } from "../contest.ts";
import { withMeasured } from "../measured-daemon.ts";
import { type Build, ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";
import { jobOf, syncDisk, times } from "./loads.ts";

const paced = "2,000 posts/s";
const senders = 50;
const leastSeconds = 60;
/** Long enough for a checkpoint. */
const smokeSeconds = 2;
const looksPerSecond = 10;

/** How long a checkpoint keeps those waiting who post: acks near one beside those of the same minute that are not. */
export function checkpoints(setting: Setting): Contest {
	return {
		name: "checkpoints: the longest ack over a minute of posts",
		figures: [
			{ name: "checkpoints", unit: "times", better: "more" },
			{ name: "longest near one", unit: "ms", better: "less" },
			{ name: "longest elsewhere", unit: "ms", better: "less" },
			{ name: "longer by", unit: "ms", better: "less" },
			{ name: "ack p50", unit: "ms", better: "less" },
			{ name: "fdatasync, longest", unit: "ms", better: "less" },
		],
		entrants: ofEachBuild(setting, { [paced]: 2_000 }, (perSecond, build) => (round) => {
			const seconds = round.smoke ? smokeSeconds : Math.max(round.seconds, leastSeconds);
			return watchMinute(build, perSecond, seconds);
		}),
		goals: ["longest near one", "longer by"].map((figure) => ({ figure, of: paced, goal: 50 })),
		mostRounds: 3,
	};
}

async function watchMinute(
	build: Build,
	perSecond: number,
	seconds: number,
): Promise<Readonly<Record<string, number>>> {
	return await withMeasured(build, async (daemon) => {
		const job = jobOf(daemon, { senders, perSecond, ...times(seconds * 1_000) });
		// Beside it: what the disk does to everybody on this machine is not the checkpoint's doing.
		const [posts, disk] = await Promise.all([
			runApart<PostsOutcome>("posts", job),
			syncDisk(daemon, {
				times: Math.ceil(seconds * looksPerSecond),
				pauseMs: 1_000 / looksPerSecond,
			}),
		]);
		const { checkpoints: seen, maxNear, maxElsewhere, p50 } = posts;
		return {
			checkpoints: seen,
			// Where there was none, nothing is known of them.
			...(seen > 0 && {
				"longest near one": maxNear,
				"longer by": Math.max(0, maxNear - maxElsewhere),
			}),
			"longest elsewhere": maxElsewhere,
			"ack p50": p50,
			"fdatasync, longest": disk.max,
		};
	});
}
