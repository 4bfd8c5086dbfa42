import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { reportText, writeReport } from "./crash-report.ts";

test("a report says where it happened and why, and leaves out what an error quotes", () => {
	const cause = new SyntaxError(`Unexpected token 'h', "hello world" is not valid JSON`);
	const report = reportText("partyline", new Error("cannot show `a secret`", { cause }));
	expect(report).toMatch(/^partyline \d+\.\d+\.\d+\n/);
	expect(report).toContain("Error: cannot show `…`\n    at ");
	expect(report).toContain("because of SyntaxError: Unexpected token");
	expect(report).not.toMatch(/secret|hello/);
});

test("a report has the names of the program that V8 quotes, and not the name of one's home", () => {
	const error = new TypeError("Cannot read properties of undefined (reading 'rows')");
	error.stack = `TypeError: x\n    at run (file://${homedir()}/x.js:1:1)`;
	const report = reportText("partyline", error);
	expect(report).toContain("(reading 'rows')");
	expect(report).toContain("file://~/x.js");
});

test("what is thrown and is no error is not quoted either", () => {
	expect(reportText("partyline", "a secret")).toContain("string thrown");
	expect(reportText("partyline", "a secret")).not.toContain("secret");
});

test("a report is for its owner's eyes, and a folder that is not there keeps none", () => {
	const folder = mkdtempSync(join(tmpdir(), "partyline-reports-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const path = writeReport(folder, "what happened\n") ?? "";
	expect(readFileSync(path, "utf8")).toBe("what happened\n");
	expect(statSync(path).mode & 0o777).toBe(0o600);
	expect(writeReport(join(folder, "nowhere"), "x")).toBe(undefined);
});
