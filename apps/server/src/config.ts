import { isIP } from "node:net";
import { resolve } from "node:path";
import { defaultPort } from "@partyline/shared/protocol/limits";
import { problemOf } from "@partyline/shared/protocol/problem";
import envPaths from "env-paths";
import { z } from "zod";
import { ExitError, exitCode } from "./exit-code.ts";

/** Where the log goes: to people, or to programs as JSON lines on stdout. */
export type LogFormat = "auto" | "pretty" | "json";

/** What the daemon runs with. */
export type Config = {
	/** Addresses to listen on; one that this machine does not have is left out when it was not asked for. */
	readonly hosts: readonly string[];
	/** Whether the hosts were chosen by the operator. */
	readonly hostsAsked: boolean;
	/** 0 lets the system choose. */
	readonly port: number;
	readonly dataDir: string;
	readonly log: LogFormat;
	/** Whether guests may come in from other machines too; from this one they always may. */
	readonly guests: boolean;
	/** What the server calls itself. */
	readonly name: string;
};

/** The data folder when none is given: in the user's state directory. */
export function defaultDataDir(): string {
	const paths = envPaths("partyline", { suffix: "" });
	// What env-paths calls "log" is $XDG_STATE_HOME on Linux; elsewhere logs are cleaned away, data is not.
	return resolve(process.platform === "linux" ? paths.log : paths.data, "server");
}

const host = z
	.string()
	.refine((value) => value === "localhost" || isIP(value) !== 0, {
		error: "must be an IP address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0",
	})
	.transform((value) => (value === "localhost" ? "127.0.0.1" : value));

const port = z
	.union([z.number(), z.string().regex(/^\d+$/).transform(Number)], {
		error: "must be a whole number",
	})
	.refine((value) => Number.isInteger(value) && value >= 0 && value <= 65_535, {
		error: "must be 0 to 65535",
	});

const settings = z.object({
	host: z.array(host).optional(),
	port: port.default(defaultPort),
	data: z.string().min(1, { error: "must name a folder" }).optional(),
	log: z
		.enum(["auto", "pretty", "json"], { error: "must be auto, pretty or json" })
		.default("auto"),
	guests: z.boolean().default(false),
	name: z.string().min(1).max(64).default("partyline"),
});

/** Settings as flags or the environment give them. */
export type Settings = z.input<typeof settings>;

/** The flags, and for those not given what the environment says. */
export function withEnvironment(
	flags: object,
	env: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
	// A variable that is empty is one that is not set.
	const fromEnvironment = {
		host: env.PARTYLINED_HOST?.split(/[\s,]+/).filter((one) => one !== ""),
		port: env.PARTYLINED_PORT || undefined,
		data: env.PARTYLINED_DATA || undefined,
		log: env.PARTYLINED_LOG || undefined,
		guests: env.PARTYLINED_GUESTS ? env.PARTYLINED_GUESTS === "1" : undefined,
		name: env.PARTYLINED_NAME || undefined,
	};
	return { ...fromEnvironment, ...flags };
}

/** Checks the settings; throws an `ExitError` that names the flag. */
export function readConfig(given: Readonly<Record<string, unknown>>): Config {
	const parsed = settings.safeParse(given);
	if (!parsed.success)
		throw new ExitError(`--${problemOf(parsed.error).replace(/^(\w+)\.\d+/, "$1")}.`, {
			exit: exitCode.usage,
		});
	const { host: hosts = [], data, log, guests, name } = parsed.data;
	return Object.freeze({
		hosts: hosts.length === 0 ? ["127.0.0.1", "::1"] : [...new Set(hosts)],
		hostsAsked: hosts.length > 0,
		port: parsed.data.port,
		dataDir: resolve(data ?? defaultDataDir()),
		log,
		guests,
		name,
	});
}
