import { readFileSync } from "node:fs";

/** The text of a file, or one clause that says why there is none. */
export async function readTextFile(
	path: string,
): Promise<string | { readonly isMissing: boolean; readonly problem: string }> {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		const code = error instanceof Error && "code" in error ? `${error.code}` : `${error}`;
		const isMissing = code === "ENOENT" || code === "ENOTDIR";
		return { isMissing, problem: problems[code] ?? `this file cannot be read (${code})` };
	}
}

const problems: Readonly<Record<string, string>> = {
	ENOENT: "there is no such file",
	ENOTDIR: "there is no such file",
	EACCES: "you may not read this file",
	EISDIR: "this is a folder, not a file",
};
