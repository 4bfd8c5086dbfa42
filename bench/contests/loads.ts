import { runApart } from "../apart.ts";
import type { PostsJob } from "../clients/posts.ts";
import type { SyncDiskJob, SyncDiskOutcome } from "../clients/sync-disk.ts";
import type { MeasuredDaemon } from "../measured-daemon.ts";

/** The job of posting to a daemon. */
export function jobOf(
	{ port, pid, dataDir }: MeasuredDaemon,
	load: Omit<PostsJob, "port" | "pid" | "dataDir">,
): PostsJob {
	return { port, pid, dataDir, ...load };
}

/** How long is measured, after a warm-up that is no longer than that. */
export function times(measureMs: number): Pick<PostsJob, "warmUpMs" | "measureMs"> {
	return { warmUpMs: Math.min(1_000, measureMs / 2), measureMs };
}

/** How long the disk that a daemon writes to takes to sync 4 KiB. */
export async function syncDisk(
	{ dataDir }: Pick<MeasuredDaemon, "dataDir">,
	pace: Omit<SyncDiskJob, "folder">,
): Promise<SyncDiskOutcome> {
	return await runApart<SyncDiskOutcome>("sync-disk", { folder: dataDir, ...pace }, "none");
}
