import { globSync, readFileSync } from "node:fs";
import { type ErrorCode, errors } from "@partyline/shared/protocol/errors";
import { expect, test } from "vitest";

/** Refusals that nothing from outside can bring about yet, and why. */
const unreachable: Partial<Record<ErrorCode, string>> = {
	auth_unsupported: "Every way of logging in that the protocol has is taken by this server.",
	internal_error:
		"Only a mistake of ours brings it about; a test that could would be a bug report.",
};

test("every refusal of the catalogue is brought about by a test here, or cannot be", () => {
	const cwd = new URL(".", import.meta.url).pathname;
	const sources = globSync("*.test.ts", { cwd })
		.filter((name) => name !== "refusals.test.ts")
		.map((name) => readFileSync(`${cwd}/${name}`, "utf8"))
		.join("\n");
	const untested = Object.keys(errors).filter((code) => !sources.includes(`"${code}"`));
	expect(untested.toSorted()).toEqual(Object.keys(unreachable).toSorted());
});
