import type { z } from "zod";

/** The first thing that is wrong with a value, as one clause: where, then what. */
export function problemOf(error: z.ZodError): string {
	const issue = error.issues[0];
	if (issue === undefined) return "the value does not fit";
	const where = issue.path.join(".");
	const what = issue.message.replace(/^Invalid input: /, "").replace(/\.$/, "");
	return where === "" ? what : `${where}: ${what}`;
}
