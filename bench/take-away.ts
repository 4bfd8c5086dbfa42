import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const children = new Set<ChildProcess>();
const folders = new Set<string>();
let isWatching = false;

/** Takes note of a process of the bench: it is ended at the latest when the bench ends, however that comes about. */
export function keepChild<T extends ChildProcess>(child: T): T {
	watchTheEnd();
	children.add(child);
	child.once("exit", () => children.delete(child));
	return child;
}

/** Makes a folder that is taken away at the latest when the bench ends. */
export function makeFolder(): string {
	watchTheEnd();
	const folder = mkdtempSync(join(tmpdir(), "partyline-bench-"));
	folders.add(folder);
	return folder;
}

/** Takes such a folder away. */
export function removeFolder(folder: string): void {
	// A process that was killed may have made a file a moment ago.
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	folders.delete(folder);
}

/** Runs something with a folder of its own. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
	const folder = makeFolder();
	try {
		return await run(folder);
	} finally {
		removeFolder(folder);
	}
}

function watchTheEnd(): void {
	if (isWatching) return;
	isWatching = true;
	process.once("exit", () => {
		for (const child of children) child.kill("SIGKILL");
		for (const folder of folders) removeFolder(folder);
	});
	for (const [signal, code] of [
		["SIGINT", 130],
		["SIGTERM", 143],
		["SIGHUP", 129],
	] as const)
		process.once(signal, () => process.exit(code));
}
