import { hostname, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { fileKnownServers, type KnownServers, type Scheme } from "@partyline/client";
import { accountName } from "@partyline/shared/protocol/ids";
import { defaultPort, limits } from "@partyline/shared/protocol/limits";
import { problemOf } from "@partyline/shared/protocol/problem";
import { toAccountName } from "@partyline/shared/text/names";
import type { ServerUrl } from "@partyline/shared/text/server-url";
import envPaths from "env-paths";
import { z } from "zod";
import { readServerUrl } from "./arguments.ts";
import { type Outside, outsideOf } from "./outside.ts";
import { exitCode, UserError } from "./user-error.ts";

/** Which server, and as whom. */
export type Settings = {
	readonly host: string;
	readonly port: number;
	/** Whether it is encrypted, as its address says. */
	readonly scheme: Scheme;
	/** The key that an invitation says the server has: SHA-256 of its SPKI. */
	readonly pin?: Uint8Array;
	readonly as: string;
	/** The keys of the servers that somebody here accepted. */
	readonly knownServers: KnownServers;
	/** The file with the servers that are opened where nobody names one. */
	readonly savedServersFile: string;
	/** What this device calls itself where it signs in. */
	readonly device: string;
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
	const { server, host, port } = flags;
	// A flag wins over the variables of what it stands in the place of, too.
	const isByHost = host !== undefined || port !== undefined;
	const isByUrl = server !== undefined || (!isByHost && env.PARTYLINE_SERVER !== undefined);
	return {
		server: isByHost ? server : (server ?? env.PARTYLINE_SERVER),
		host: isByUrl ? host : (host ?? env.PARTYLINE_HOST),
		port: isByUrl ? port : (port ?? env.PARTYLINE_PORT),
		as: flags.as ?? env.PARTYLINE_AS,
		state: flags.state ?? env.PARTYLINE_STATE,
	};
}

/** The server that flags or variables name, as they write it; undefined where they name a host, or nothing. */
export function writtenServer(flags: Flags, env: Env): string | undefined {
	const { server } = toldOf(flags, env);
	return server === undefined ? undefined : String(server);
}

/** Whether flags or variables name a server, so that those of the configuration are not meant. */
export function namesServer(flags: Flags, env: Env): boolean {
	const { server, host, port } = toldOf(flags, env);
	return server !== undefined || host !== undefined || port !== undefined;
}

/** The server of the configuration that is meant where none is named, and one's name there. */
export type UsualServer = {
	readonly host: string;
	readonly port: number;
	readonly scheme?: Scheme | undefined;
	readonly as?: string | undefined;
};

/**
 * The settings of flags and `PARTYLINE_*` variables; a flag wins over a variable, and both over `usual`. Throws a
 * `UserError` that names the flag.
 */
export function readSettings(flags: Flags, env: Env, usual?: UsualServer): Settings {
	const told = toldOf(flags, env);
	const url = addressOf(told, usual);
	const address = { host: url?.host ?? told.host, port: url?.port ?? told.port };
	const parsed = settings.safeParse({ ...told, ...address, as: told.as ?? usual?.as });
	if (!parsed.success)
		throw new UserError(`--${problemOf(parsed.error)}.`, { exit: exitCode.usage });
	const { host, port, as, state } = parsed.data;
	return {
		host,
		port,
		scheme: url?.scheme ?? "bare",
		...(url?.pin !== undefined && { pin: url.pin }),
		knownServers: fileKnownServers(join(configFolder(), "known-servers")),
		savedServersFile: savedServersFileOf(),
		device: hostname().slice(0, limits.deviceChars),
		as: as ?? toAccountName(systemName(), "guest"),
		colour: !env.NO_COLOR,
		stateDir: state ?? join(stateFolder(), "client"),
		outside: outsideOf(env, process.platform),
	};
}

/** Where it is by `--server`, or by the configuration where nothing is named; undefined leaves it to host and port. */
function addressOf(
	{ server, host, port }: ReturnType<typeof toldOf>,
	usual: UsualServer | undefined,
): Omit<ServerUrl, "invite"> | undefined {
	if (server === undefined) {
		if (usual === undefined || host !== undefined || port !== undefined) return undefined;
		return { scheme: usual.scheme ?? "bare", host: usual.host, port: usual.port };
	}
	if (host !== undefined || port !== undefined)
		throw new UserError("--server has host and port in it; leave --host and --port out.", {
			exit: exitCode.usage,
		});
	return readServerUrl(String(server));
}

/** The file with the servers that are opened where nobody names one. */
export function savedServersFileOf(): string {
	return join(configFolder(), "saved-servers");
}

/** One's own, whichever configuration file a run has: what is known of a server must not depend on that. */
function configFolder(): string {
	return envPaths("partyline", { suffix: "" }).config;
}

/** The configuration file, and whether somebody asked for this one. */
export function configFileOf(
	flags: Flags,
	env: Env,
): { readonly path: string; readonly named: boolean } {
	const told = flags.config ?? env.PARTYLINE_CONFIG;
	if (typeof told === "string" && told !== "") return { path: resolve(told), named: true };
	return { path: join(configFolder(), "config.toml"), named: false };
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
