import { join } from "node:path";
import { runApart } from "../apart.ts";
import type { AppendsJob, AppendsOutcome } from "../clients/appends.ts";
import type { Contest } from "../contest.ts";
import { withFolder } from "../take-away.ts";

const lanes = {
	"1 writer": { writers: 1, rooms: 1 },
	"10 writers, 10 rooms": { writers: 10, rooms: 10 },
	"100 writers": { writers: 100, rooms: 1 },
	"100 writers, 100 rooms": { writers: 100, rooms: 100 },
	"1,000 writers, 100 rooms": { writers: 1_000, rooms: 100 },
};

/** Appends through the group commit, one message each: what of the ack is the journal's, without wire and hub. */
export const journalAlone: Contest = {
	name: "the journal alone: appends, closed loop",
	figures: [
		{ name: "appends/s", unit: "appends/s", better: "more" },
		{ name: "p50", unit: "ms", better: "less" },
		{ name: "p99", unit: "ms", better: "less" },
		{ name: "main loop", unit: "of a core", better: "less" },
	],
	entrants: Object.entries(lanes).map(([name, lane]) => ({
		name,
		measure: async ({ seconds }) =>
			await withFolder(async (folder) => {
				const where = { dataDir: join(folder, "data"), measureMs: seconds * 1_000 };
				const job: AppendsJob = { ...where, ...lane };
				const outcome = await runApart<AppendsOutcome>("appends", job, "none");
				const { perSecond, p50, p99, busy } = outcome;
				return { "appends/s": perSecond, p50, p99, "main loop": busy };
			}),
	})),
	goals: [],
};
