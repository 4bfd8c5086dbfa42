import { existsSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { cpuSecondsOf } from "../machine.ts";

/** What the kernel counts processor time in: a hundredth of a second on every Linux. */
const tickSeconds = 0.01;

/** Memory of a process that is in RAM. */
export function residentKiB(pid: number): number {
	const file = `/proc/${pid}/status`;
	const found = existsSync(file) && /VmRSS:\s+(\d+)/.exec(readFileSync(file, "latin1"));
	if (!found) throw new Error(`Nobody says here how much memory process ${pid} has.`);
	return Number(found[1]);
}

/** Resolves when a process has done next to nothing for so long. */
export async function idle(
	pid: number,
	{ quietMs, limitMs }: { readonly quietMs: number; readonly limitMs: number },
): Promise<void> {
	const giveUpAt = performance.now() + limitMs;
	const look = () => cpuSecondsOf(pid) ?? 0;
	// Half a step more: sums of hundredths are not exact.
	for (let before = -1, now = look(); now - before > tickSeconds * 1.5; now = look()) {
		if (performance.now() > giveUpAt)
			throw new Error(`The daemon was still at work after ${limitMs / 1000} s.`);
		before = now;
		await delay(quietMs);
	}
}

/** Memory of a daemon that collects its garbage at SIGUSR2, after it has. */
export async function collectedKiB(
	pid: number,
	quiet: { readonly quietMs: number; readonly limitMs: number },
): Promise<number> {
	process.kill(pid, "SIGUSR2");
	await idle(pid, quiet);
	return residentKiB(pid);
}
