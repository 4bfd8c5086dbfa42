import { runApart } from "../apart.ts";
import type { GuessesJob, GuessesOutcome } from "../clients/guesses.ts";
import type { Contest } from "../contest.ts";
import { withMeasured } from "../measured-daemon.ts";
import { ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";

const times = 60;
const smokeTimes = 2;

/** How long a login is refused: the same whether there is such an account or not, which tells nobody which names there are. */
export function wrongPasswords(setting: Setting): Contest {
	return {
		name: "wrong passwords: how long a login is refused",
		figures: [
			{ name: "of an account", unit: "ms", better: "less" },
			{ name: "a name nobody has over it", unit: "x", better: "less" },
			{ name: "a guest's over it", unit: "x", better: "less" },
		],
		entrants: ofEachBuild(setting, { "by turns": times }, (count, build) => async ({ smoke }) => {
			const outcome = await withMeasured(build, ({ port }) => {
				const accounts = ["ann", "nobody", "bob"];
				const job: GuessesJob = { port, accounts, times: smoke ? smokeTimes : count };
				return runApart<GuessesOutcome>("guesses", job);
			});
			const { ann = Number.NaN, nobody = Number.NaN, bob = Number.NaN } = outcome;
			return {
				"of an account": ann,
				"a name nobody has over it": nobody / ann,
				"a guest's over it": bob / ann,
			};
		}),
		goals: [],
		mostRounds: 3,
	};
}
