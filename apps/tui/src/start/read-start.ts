import { addressKey } from "@partyline/client";
import type { Config, ServerEntry } from "../config/config.ts";
import { type Problem, sentenceOf, unknownName } from "../config/problem.ts";
import { readConfig } from "../config/read-config.ts";
import { addressText, type ServerAddress } from "../desk/connector.ts";
import { serverName } from "../sign-in/refusal.ts";
import { readSavedServers } from "../sign-in/saved-servers.ts";
import { isThemeFile, themeNames } from "../theme/theme.ts";
import {
	configFileOf,
	namesServer,
	readSettings,
	type Settings,
	savedServersFileOf,
	writtenServer,
} from "./settings.ts";
import { exitCode, UserError } from "./user-error.ts";

/** What a run begins with: flags, variables and the configuration, each winning over the next. */
export type Start = Settings & {
	readonly config: Config;
	readonly configPath: string;
	/** What the first server is called, when the configuration has a name for it, and the room to open there. */
	readonly server: { readonly name: string; readonly room: string | undefined } | undefined;
	/** The servers of the configuration, by name. */
	readonly named: ReadonlyMap<string, ServerAddress>;
	/** Whether they are all opened, because nobody named one server. */
	readonly opensAll: boolean;
	/** Whether the mouse is left alone whatever was chosen before. */
	readonly noMouse: boolean;
	/** What is wrong with the configuration, and not so wrong that nothing could begin. */
	readonly problems: readonly string[];
};

type Flags = Readonly<Record<string, unknown>>;
type Env = Readonly<Record<string, string | undefined>>;

/** Reads all of it. Throws `UserError` where it could lead to another server than was meant. */
export async function readStart(flags: Flags, env: Env): Promise<Start> {
	const { path, named } = configFileOf(flags, env);
	const { config, problems } = await readConfig(path, { named });
	const sentences = problems.map(sentenceOf);
	if (problems.some(isGrave)) throw new UserError(sentences.join("\n"), { exit: exitCode.config });
	const isNamed = namesServer(flags, env);
	const listed = [...config.servers, ...savedOf(config, savedServersFileOf())];
	const first = isNamed ? findCalled(listed, flags, env) : listed[0];
	const settings = isNamed
		? readNamed(flags, env, { listed, called: first })
		: readSettings(flags, env, first);
	const as = flags.as ?? env.PARTYLINE_AS;
	const servers = listed.map(
		({ name, ...server }) =>
			[name, as === undefined ? server : { ...server, as: settings.as }] as const,
	);
	return {
		...settings,
		config: { ...config, theme: readThemeFlag(flags.theme) ?? config.theme },
		configPath: path,
		server: first && { name: first.name, room: first.room },
		named: new Map(servers),
		opensAll: !isNamed,
		noMouse: flags.mouse === false,
		problems: sentences,
	};
}

/** The server of the list that is called as flags or variables say. */
function findCalled(
	listed: readonly ServerEntry[],
	flags: Flags,
	env: Env,
): ServerEntry | undefined {
	const written = writtenServer(flags, env);
	return listed.find(({ name }) => name === written);
}

type Listed = {
	readonly listed: readonly ServerEntry[];
	/** The one of them that is meant, by its name there. */
	readonly called: ServerEntry | undefined;
};

/** The settings where a server is named; one is there whom the list says, where nobody says it. */
function readNamed(flags: Flags, env: Env, { listed, called }: Listed): Settings {
	const meant =
		called === undefined ? flags : { ...flags, server: addressText(called), host: undefined };
	const settings = readSettings(meant, env);
	const key = addressKey(settings);
	const known = called ?? listed.find((one) => addressKey(one) === key);
	return known?.as === undefined ? settings : readSettings(meant, env, known);
}

/** The servers that were joined and are not in the configuration, by the names that a list shows them under. */
function savedOf({ servers }: Config, path: string): readonly ServerEntry[] {
	const taken = new Set(servers.map((one) => `${one.as} ${addressText(one)}`));
	const names = new Set(servers.map(({ name }) => name));
	return readSavedServers(path).flatMap((saved) => {
		const address = addressText(saved);
		if (taken.has(`${saved.as} ${address}`)) return [];
		// Two accounts at one server are told apart by who one is there.
		const called = serverName(saved);
		const name = names.has(called) ? `${saved.as}@${called}` : called;
		if (names.has(name)) return [];
		names.add(name);
		return [{ ...saved, name, room: undefined }];
	});
}

/** Of a file that is not there or no TOML nothing is known, and a server left out is one that somebody wanted. */
function isGrave({ setting }: Problem): boolean {
	return setting === "" || setting === "servers";
}

function readThemeFlag(theme: unknown): string | undefined {
	if (typeof theme !== "string") return undefined;
	if (isThemeFile(theme) || themeNames.some((name) => name === theme)) return theme;
	const what = unknownName("theme", theme, themeNames);
	throw new UserError(`--theme: ${what}${what.endsWith("?") ? "" : "."}`, { exit: exitCode.usage });
}
