import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();

process.on("exit", () => {
	for (const child of children) child.kill("SIGKILL");
});

/** Whatever ends the run, this process ends with it. */
export function adopt<T extends ChildProcess>(child: T): T {
	children.add(child);
	child.once("exit", () => children.delete(child));
	return child;
}

/** Ends in order on Ctrl+C and its like, so that what was adopted ends too. */
export function endOnSignals(): void {
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
		process.once(signal, () => process.exit(130));
}
