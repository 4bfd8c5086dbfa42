import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findProgram } from "../programs.ts";
import { makeFolder } from "../take-away.ts";
import { inspircd, ngircd } from "./irc-servers.ts";
import type { Peer } from "./peer.ts";

const here = import.meta.dirname;

/** What the build is called that the goals are for. */
export const ownName = "partyline";

/** A build of partyline, with everything that it really does. */
export function partyline(name: string, dist: string): Peer {
	return {
		name,
		dialect: "native",
		command: ({ port, folder }) => [
			...[process.execPath, join(dist, "partylined.js")],
			...["--host", "127.0.0.1", "--port", `${port}`, "--data", join(folder, "data")],
			...["--log", "json"],
		],
	};
}

/** The limit: a program in C that only passes lines on. */
const limit: Peer = {
	name: "C",
	dialect: "lines",
	needs: "cc",
	command: ({ port }) => [compileLimit(), `${port}`],
};

let compiled: string | undefined;

/** Compiles it, once a run. */
function compileLimit(): string {
	if (compiled !== undefined) return compiled;
	const program = join(makeFolder(), "limit");
	const { status, stderr } = spawnSync(
		"cc",
		["-O2", "-Wall", "-Wextra", "-Werror", "-o", program, join(here, "limit.c")],
		{ encoding: "utf8" },
	);
	if (status !== 0) throw new Error(`cc could not compile limit.c: ${stderr}`);
	compiled = program;
	return program;
}

/** One write a message and member, as tutorials have it. */
const tutorial: Peer = {
	name: "Python",
	dialect: "lines",
	needs: "python3",
	command: ({ port }) => [findProgram("python3") ?? "python3", join(here, "loop.py"), `${port}`],
};

const nats: Peer = {
	name: "NATS",
	dialect: "nats",
	needs: "nats-server",
	command: ({ port }) => [
		findProgram("nats-server") ?? "nats-server",
		...["--addr", "127.0.0.1", "--port", `${port}`],
	],
};

/** The others. */
export const others: readonly Peer[] = [limit, inspircd, ngircd, nats, tutorial];
