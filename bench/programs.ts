import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Servers of the system are not in everybody's PATH. */
const systemFolders = ["/usr/sbin", "/usr/local/sbin"];

/** Where a program is; undefined where it is not installed. */
export function findProgram(name: string): string | undefined {
	const folders = [...(process.env.PATH ?? "").split(delimiter), ...systemFolders];
	return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The version that a program says it has; undefined where it says none. */
export function versionOf(name: string): string | undefined {
	const program = findProgram(name);
	if (program === undefined) return undefined;
	const { stdout, stderr } = spawnSync(program, ["--version"], { encoding: "utf8" });
	return /\d+(\.\d+)+/.exec(`${stdout}${stderr}`)?.[0];
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		// Not there, or not ours to run: the next folder may have it.
		return false;
	}
}
