import { writeFileSync } from "node:fs";
import { arch, homedir, release } from "node:os";
import { join } from "node:path";
import { version } from "@partyline/tui/version";

/** So many causes of causes are enough for anybody. */
const mostCauses = 5;

/** What we have to know of a crash, without what anybody said, and without the name of their home. */
export function reportText(program: string, error: unknown): string {
	const { platform, versions, uptime, stdout } = process;
	const lines = [
		`${program} ${version}`,
		`node ${versions.node}, ${platform} ${arch()}, ${release()}`,
		`after ${Math.round(uptime())} s, ${stdout.isTTY ? `${stdout.columns}x${stdout.rows}` : "no terminal"}`,
		"",
		...causesOf(error).map((cause, at) => (at === 0 ? "" : "because of ") + tellError(cause)),
	];
	const text = `${lines.join("\n")}\n`;
	const home = homedir();
	return home.length > 1 ? text.replaceAll(home, "~") : text;
}

/** Writes a report for its owner's eyes only; its path, or undefined where the disk refuses. */
export function writeReport(folder: string, report: string): string | undefined {
	const time = new Date().toISOString().replaceAll(":", "-").replace(/\..*/, "");
	const path = join(folder, `crash-${time}-${process.pid}.txt`);
	try {
		writeFileSync(path, report, { mode: 0o600, flag: "wx" });
		return path;
	} catch {
		// It is told on the terminal instead.
		return undefined;
	}
}

function causesOf(error: unknown): unknown[] {
	const causes: unknown[] = [];
	for (let cause: unknown = error; cause !== undefined && causes.length < mostCauses; ) {
		causes.push(cause);
		cause = cause instanceof Error ? cause.cause : undefined;
	}
	return causes;
}

function tellError(error: unknown): string {
	if (!(error instanceof Error)) return `${typeof error} thrown`;
	const code = "code" in error ? ` (${String(error.code)})` : "";
	const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
	return [`${error.name}${code}: ${withoutQuotes(error)}`, ...frames].join("\n");
}

/** What an error quotes may be a message that somebody wrote; of these V8 quotes only names of the program. */
function withoutQuotes(error: Error): string {
	if (error instanceof TypeError || error instanceof ReferenceError) return error.message;
	return error.message.replaceAll(/(["'`]).*\1/gs, "$1…$1");
}
