import { runApart } from "../apart.ts";
import type { BystanderJob, BystanderOutcome } from "../clients/bystander.ts";
import type { LivelyRoomJob, LivelyRoomOutcome } from "../clients/lively-room.ts";
import type { Contest } from "../contest.ts";
import { assertDescriptors } from "../machine.ts";
import { withMeasured } from "../measured-daemon.ts";
import { ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";

const rooms = { nobody: 1, "100 members": 100, "1,000 members": 1_000, "5,000 members": 5_000 };
const smokeMembers = 20;
const perSecond = 10;
const asksPerSecond = 200;
const lastWord = "over";
/** So that the longest is of more than a few. */
const leastSeconds = 5;

/** What somebody waits who has nothing to do with a room, while many there are told of much. */
export function bystanders(setting: Setting): Contest {
	return {
		name: "bystanders of a fan-out: 10 messages/s are told to others",
		figures: [
			{ name: "ping p50", unit: "ms", better: "less" },
			{ name: "ping p99", unit: "ms", better: "less" },
			{ name: "longest ping", unit: "ms", better: "less" },
			{ name: "ack p50", unit: "ms", better: "less" },
			{ name: "ack p99", unit: "ms", better: "less" },
		],
		entrants: ofEachBuild(setting, rooms, (members, build) => async ({ smoke, seconds }) => {
			assertDescriptors(members);
			const messages = Math.ceil(perSecond * (smoke ? seconds : Math.max(seconds, leastSeconds)));
			const outcome = await withMeasured(build, async ({ port }) => {
				const room: LivelyRoomJob = {
					...{ port, perSecond, messages, lastWord },
					members: smoke ? Math.min(members, smokeMembers) : members,
				};
				const bystander: BystanderJob = { port, perSecond: asksPerSecond, lastWord };
				const [waited] = await Promise.all([
					runApart<BystanderOutcome>("bystander", bystander),
					runApart<LivelyRoomOutcome>("lively-room", room),
				]);
				return waited;
			});
			return {
				"ping p50": outcome.pingP50,
				"ping p99": outcome.pingP99,
				"longest ping": outcome.pingLongest,
				"ack p50": outcome.ackP50,
				"ack p99": outcome.ackP99,
			};
		}),
		goals: [],
		mostRounds: 3,
	};
}
