import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { accountName, roomName } from "@partyline/shared/protocol/ids";
import { defaultPort } from "@partyline/shared/protocol/limits";
import { problemOf } from "@partyline/shared/protocol/problem";
import { toAccountName } from "@partyline/shared/text/names";
import envPaths from "env-paths";
import { z } from "zod";
import { type Outside, outsideOf } from "./outside.ts";
import { exitCode, UserError } from "./user-error.ts";

/** Which server, and as whom. */
export type Settings = {
	readonly host: string;
	readonly port: number;
	readonly as: string;
	/** Where outbox, token and cache are kept. */
	readonly stateDir: string;
	/** Whether colours are wanted, https://no-color.org */
	readonly colour: boolean;
	/** What there is around the terminal. */
	readonly outside: Outside;
};

const settings = z.object({
	host: z.string().min(1, { error: "must name a host" }).default("127.0.0.1"),
	port: z.coerce
		.number({ error: "must be a number" })
		.int({ error: "must be a whole number" })
		.min(1, { error: "must be 1 to 65535" })
		.max(65_535, { error: "must be 1 to 65535" })
		.default(defaultPort),
	as: accountName.optional(),
	state: z.string().min(1, { error: "must name a folder" }).optional(),
});

type Flags = Readonly<Record<string, unknown>>;
type Env = Readonly<Record<string, string | undefined>>;

/** What is said of the server and of us by flags and variables; a flag wins. */
function toldOf(flags: Flags, env: Env) {
	return {
		host: flags.host ?? env.PARTYLINE_HOST,
		port: flags.port ?? env.PARTYLINE_PORT,
		as: flags.as ?? env.PARTYLINE_AS,
		state: flags.state ?? env.PARTYLINE_STATE,
	};
}

/** Whether flags or variables name a server, so that those of the configuration are not meant. */
export function namesServer(flags: Flags, env: Env): boolean {
	const { host, port } = toldOf(flags, env);
	return host !== undefined || port !== undefined;
}

/** The server of the configuration that is meant where none is named, and one's name there. */
export type UsualServer = {
	readonly host: string;
	readonly port: number;
	readonly as?: string | undefined;
};

/**
 * The settings of flags and `PARTYLINE_*` variables; a flag wins over a variable, and both over `usual`. Throws a
 * `UserError` that names the flag.
 */
export function readSettings(flags: Flags, env: Env, usual?: UsualServer): Settings {
	const told = toldOf(flags, env);
	const address = namesServer(flags, env)
		? told
		: { ...told, host: usual?.host, port: usual?.port };
	const parsed = settings.safeParse({ ...address, as: told.as ?? usual?.as });
	if (!parsed.success)
		throw new UserError(`--${problemOf(parsed.error)}.`, { exit: exitCode.usage });
	const { host, port, as, state } = parsed.data;
	return {
		host,
		port,
		as: as ?? toAccountName(systemName(), "guest"),
		colour: !env.NO_COLOR,
		stateDir: state ?? join(stateFolder(), "client"),
		outside: outsideOf(env, process.platform),
	};
}

/** The configuration file, and whether somebody asked for this one. */
export function configFileOf(
	flags: Flags,
	env: Env,
): { readonly path: string; readonly named: boolean } {
	const told = flags.config ?? env.PARTYLINE_CONFIG;
	if (typeof told === "string" && told !== "") return { path: resolve(told), named: true };
	const { config } = envPaths("partyline", { suffix: "" });
	return { path: join(config, "config.toml"), named: false };
}

/** A room as an argument; throws a `UserError` when it is not one. */
export function readRoom(raw: string) {
	const parsed = roomName.safeParse(raw);
	if (parsed.success) return parsed.data;
	throw new UserError(`${parsed.error.issues[0]?.message ?? "That is not a room."}`, {
		exit: exitCode.usage,
	});
}

function systemName(): string {
	try {
		return userInfo().username;
	} catch {
		// A user without an entry in the system's list, as in some containers.
		return "guest";
	}
}

/** The user's state directory by the custom of the platform. */
function stateFolder(): string {
	const paths = envPaths("partyline", { suffix: "" });
	// What env-paths calls "log" is $XDG_STATE_HOME on Linux; elsewhere logs are cleaned away, data is not.
	return process.platform === "linux" ? paths.log : paths.data;
}
