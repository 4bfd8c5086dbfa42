import { actions } from "../actions/actions.ts";
import { readBindings } from "../config/bindings.ts";
import { sentenceOf } from "../config/problem.ts";
import { hasFewSigns, isUtf8 } from "../terminal/locale.ts";
import { readTheme } from "../theme/read-theme.ts";
import type { LookSources } from "./look-maker.ts";
import type { Start } from "./read-start.ts";

type Surroundings = {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** How many bits of colour the terminal has. */
	readonly depth: number;
};

/** What everything is to look like, before the terminal has answered; and what of it could not be taken. */
export async function readSources(
	{ config, configPath, colour }: Start,
	{ env, depth }: Surroundings,
): Promise<{ readonly sources: LookSources; readonly problems: readonly string[] }> {
	const keys = readBindings(config.keys, actions);
	const { theme, problems } = await readTheme(config.theme, configPath);
	return {
		sources: {
			wanted: theme,
			themeName: config.theme,
			configPath,
			background: undefined,
			noColor: !colour,
			depth,
			utf8: isUtf8(env, process.platform),
			fewSigns: hasFewSigns(env),
			widths: undefined,
			emoji: config.emoji,
			names: undefined,
			keymap: keys.bindings,
			clock: config.clock,
			textMax: config.layout.textMax,
		},
		problems: [...keys.problems, ...problems].map(sentenceOf),
	};
}
