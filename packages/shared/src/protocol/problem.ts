import type { z } from "zod";

/** The longest path told: keys are the peer's own, and its answer must fit in a frame. */
const pathChars = 100;

/** The first thing that is wrong with a value, as one clause: where, then what. */
export function problemOf(error: z.ZodError): string {
	const first = error.issues[0];
	if (first === undefined) return "the value does not fit";
	const issue = closest(first);
	const where = issue.path.map(String).join(".").slice(0, pathChars).toWellFormed();
	const what = issue.message.replace(/^Invalid input: /, "").replace(/\.$/, "");
	return where === "" ? what : `${where}: ${what}`;
}

/** Of a choice that nothing fits, the branch that only a rule of ours stands against: the one that was meant. */
function closest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
	if (issue.code !== "invalid_union") return issue;
	const meant = issue.errors.find((branch) => branch.every((each) => each.code === "custom"));
	return meant?.[0] ?? issue;
}
