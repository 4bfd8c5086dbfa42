import { writeSync } from "node:fs";
import { reportText, writeReport } from "./crash-report.ts";

let reports: string | undefined;

/** From now on a crash is written down in this folder. */
export function keepReportsIn(folder: string): void {
	reports = folder;
}

/** Our own mistake: told once the terminal is given back, with the exit code of sysexits' EX_SOFTWARE. */
export function crash(program: string, error: unknown): never {
	const report = reportText(program, error);
	const path = reports === undefined ? undefined : writeReport(reports, report);
	const words =
		path === undefined
			? `a mistake of ours, please report it:\n${report}`
			: `a mistake of ours has ended it; please report it with the file ${path}\n`;
	// The screen gives the terminal back when the process exits; what is written before would vanish with it.
	process.once("exit", () => {
		try {
			writeSync(2, `${program}: ${words}`);
		} catch {
			// Whoever would read it is gone, with the terminal or the pipe.
		}
	});
	process.exit(70);
}
