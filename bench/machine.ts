import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, release, type } from "node:os";
import { findProgram } from "./programs.ts";

/** What the figures were measured on, and of what. */
export type Machine = {
	readonly cores: number;
	readonly cpu: string;
	/** What runs on it, and its kernel. */
	readonly system: string;
	readonly node: string;
	/** Whether server and load had a core each to themselves. */
	readonly pinned: boolean;
	/** When it began, in ISO 8601. */
	readonly date: string;
	readonly commit: string;
	/** Whether something was changed since that commit. */
	readonly dirty: boolean;
};

/** Who a process is of: server and load must not take the core from one another. */
export type Side = "server" | "load";

/** What a process opens besides its connections. */
const descriptorsKept = 100;

/** A server that is asked for more than it can do may keep all of it in memory. */
const mostKiB = 8 * 1024 * 1024;

/** Describes this machine, now. */
export function describeMachine(): Machine {
	return {
		cores: availableParallelism(),
		cpu: cpus()[0]?.model ?? "unknown",
		system: `${type()} ${release()}`,
		node: process.version,
		pinned: findCores() !== undefined,
		date: new Date().toISOString(),
		commit: git("rev-parse", "--short", "HEAD") ?? "unknown",
		dirty: git("status", "--porcelain") !== "",
	};
}

/**
 * The command that runs another one on the core of its side, where that can be done, with as many descriptors as may be had. It
 * takes no more memory than is good for the machine, and ends when the bench does, were that killed.
 */
export function pin(side: Side, command: readonly string[]): readonly [string, ...string[]] {
	const orphaned = findProgram("setpriv") === undefined ? [] : ["setpriv", "--pdeathsig", "KILL"];
	const cores = findCores();
	const pinned = cores === undefined ? [] : ["taskset", "-c", `${cores[side]}`];
	const script = `ulimit -d ${mostKiB} 2>/dev/null; ulimit -n "$(ulimit -Hn)"; exec "$@"`;
	return ["sh", "-c", script, "sh", ...orphaned, ...pinned, ...command];
}

/** Throws where a server cannot have so many connections, nor the load that makes them. */
export function assertDescriptors(connections: number): void {
	const { stdout } = spawnSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" });
	const most = stdout.trim() === "unlimited" ? Number.POSITIVE_INFINITY : Number(stdout);
	if (connections + descriptorsKept > most)
		throw new Error(
			`${connections} connections and ${descriptorsKept} other descriptors are more than the ${most} that a process may have here (ulimit -Hn).`,
		);
}

/** The CPU time that a process, or its main thread, has used so far, in seconds; undefined where nobody says. */
export function cpuSecondsOf(
	pid: number,
	of: "all threads" | "main thread" = "all threads",
): number | undefined {
	const file = of === "main thread" ? `/proc/${pid}/task/${pid}/stat` : `/proc/${pid}/stat`;
	if (!existsSync(file)) return undefined;
	// The name before the last bracket may have spaces; user and system time are the 12th and 13th after it.
	const fields = readFileSync(file, "latin1").split(") ").at(-1)?.split(" ") ?? [];
	const ticksPerSecond = 100;
	return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** A core for each side of those we may run on; undefined where there is one only, or nothing to pin with. */
function findCores(): Readonly<Record<Side, number>> | undefined {
	if (findProgram("taskset") === undefined) return undefined;
	const { stdout } = spawnSync("taskset", ["-cp", `${process.pid}`], { encoding: "utf8" });
	const [server, load] = coresIn(stdout.trim().split(" ").at(-1) ?? "");
	return server === undefined || load === undefined ? undefined : { server, load };
}

/** The cores in a list as the kernel writes it: "0-2,5". */
export function coresIn(list: string): readonly number[] {
	return [...list.matchAll(/(\d+)(?:-(\d+))?/g)].flatMap(([, first, last = first]) =>
		Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => Number(first) + at),
	);
}

function git(...args: string[]): string | undefined {
	const { status, stdout } = spawnSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" });
	return status === 0 ? stdout.trim() : undefined;
}
