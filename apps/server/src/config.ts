import { isIP } from "node:net";
import { resolve } from "node:path";
import { defaultPort } from "@partyline/shared/protocol/limits";
import { problemOf } from "@partyline/shared/protocol/problem";
import envPaths from "env-paths";
import { z } from "zod";
import { ExitError, exitCode } from "./exit-code.ts";

/** Where the log goes: to people, or to programs as JSON lines on stdout. */
export type LogFormat = "auto" | "pretty" | "json";

/** Where a certificate and its key are, both as PEM. */
export type CertificateFiles = { readonly cert: string; readonly key: string };

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
	/** Whether guests may come in; undefined lets those in who are local. */
	readonly guests: boolean | undefined;
	/** Whether anybody may make an account without an invite; undefined lets those who are local. */
	readonly open: boolean | undefined;
	/** Whether a connection from this machine is local: not so behind a tunnel or proxy, which all come from here. */
	readonly trustLoopback: boolean;
	/** The operator's own certificate and its key; undefined for the one that the daemon makes. */
	readonly certificateFiles: CertificateFiles | undefined;
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

/** A flag, or a variable that says the same. */
const yesOrNo = z.union(
	[z.boolean(), z.literal("1").transform(() => true), z.literal("0").transform(() => false)],
	{ error: "is a flag without a value; as a variable it must be 1 or 0" },
);

const file = z.string().min(1, { error: "must name a file" });

const settings = z.object({
	host: z.array(host).optional(),
	lan: yesOrNo.default(false),
	port: port.default(defaultPort),
	data: z.string().min(1, { error: "must name a folder" }).optional(),
	log: z
		.enum(["auto", "pretty", "json"], { error: "must be auto, pretty or json" })
		.default("auto"),
	guests: yesOrNo.optional(),
	open: yesOrNo.optional(),
	trustLoopback: yesOrNo.default(true),
	tlsCert: file.optional(),
	tlsKey: file.optional(),
	name: z.string().min(1).max(64).default("partyline"),
});

/** Settings as flags or the environment give them. */
export type Settings = z.input<typeof settings>;

/** The flags, and for those not given what the environment says. */
export function withEnvironment(
	flags: object,
	env: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
	// What to listen on is one question: a flag that answers it wins over both variables.
	const isAsked = "host" in flags || "lan" in flags;
	// A variable that is empty is one that is not set.
	const fromEnvironment = {
		...(!isAsked && {
			host: env.PARTYLINED_HOST?.split(/[\s,]+/).filter((one) => one !== ""),
			lan: env.PARTYLINED_LAN || undefined,
		}),
		port: env.PARTYLINED_PORT || undefined,
		data: env.PARTYLINED_DATA || undefined,
		log: env.PARTYLINED_LOG || undefined,
		guests: env.PARTYLINED_GUESTS || undefined,
		open: env.PARTYLINED_OPEN || undefined,
		trustLoopback: env.PARTYLINED_TRUST_LOOPBACK || undefined,
		tlsCert: env.PARTYLINED_TLS_CERT || undefined,
		tlsKey: env.PARTYLINED_TLS_KEY || undefined,
		name: env.PARTYLINED_NAME || undefined,
	};
	return { ...fromEnvironment, ...flags };
}

/** Checks the settings; throws an `ExitError` that names the flag. */
export function readConfig(given: Readonly<Record<string, unknown>>): Config {
	const parsed = settings.safeParse(given);
	if (!parsed.success) throw wrong(`--${flagOf(problemOf(parsed.error))}.`);
	const { host: hosts = [], lan, data, log, guests, open, trustLoopback, name } = parsed.data;
	if (lan && hosts.length > 0) throw wrong("--lan listens on every address; leave --host out.");
	return Object.freeze({
		...whereToListen(hosts, lan),
		port: parsed.data.port,
		dataDir: resolve(data ?? defaultDataDir()),
		log,
		guests,
		open,
		trustLoopback,
		certificateFiles: certificateFiles(parsed.data),
		name,
	});
}

function whereToListen(hosts: readonly string[], lan: boolean) {
	if (lan) return { hosts: ["0.0.0.0", "::"], hostsAsked: false };
	if (hosts.length === 0) return { hosts: ["127.0.0.1", "::1"], hostsAsked: false };
	return { hosts: [...new Set(hosts)], hostsAsked: true };
}

function certificateFiles({
	tlsCert,
	tlsKey,
}: z.output<typeof settings>): CertificateFiles | undefined {
	if (tlsCert === undefined && tlsKey === undefined) return undefined;
	if (tlsCert === undefined || tlsKey === undefined)
		throw wrong("--tls-cert and --tls-key are a certificate and its key: give both, or none.");
	return { cert: resolve(tlsCert), key: resolve(tlsKey) };
}

/** The flag at the beginning of a problem as it is typed, without its place in a list. */
function flagOf(problem: string): string {
	const [path = ""] = /^\w+(?:\.\d+)?/.exec(problem) ?? [];
	const flag = path.replace(/\.\d+$/, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	return flag + problem.slice(path.length);
}

function wrong(message: string): ExitError {
	return new ExitError(message, { exit: exitCode.usage });
}
