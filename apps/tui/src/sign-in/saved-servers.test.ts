import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readPasswordFile } from "./password-file.ts";
import { readSavedServers, saveServer } from "./saved-servers.ts";

function file(name: string): string {
	const folder = mkdtempSync(join(tmpdir(), "partyline-saved-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	return join(folder, name);
}

const host = "chat.example.org";

test("an account at a server is listed once, however it was written, and stays encrypted", () => {
	const path = file("saved-servers");
	saveServer(path, { host, port: 7420, scheme: "secure", as: "ann" });
	saveServer(path, { host, port: 7420, scheme: "secure", as: "bob" });
	saveServer(path, { host, port: 7420, scheme: "bare", as: "ann" });
	expect(readSavedServers(path)).toEqual([
		{ host, port: 7420, scheme: "secure", as: "ann" },
		{ host, port: 7420, scheme: "secure", as: "bob" },
	]);
});

test("lines that cannot be read are passed over, and stay", () => {
	const path = file("saved-servers");
	writeFileSync(path, "http://of.a.newer partyline\n");
	saveServer(path, { host, port: 7420, scheme: "secure", as: "ann" });
	expect(readSavedServers(path)).toHaveLength(1);
	expect(readFileSync(path, "utf8")).toContain("http://of.a.newer partyline\n");
});

test("a password in a file that is not UTF-8 is refused, and a byte order mark is none of it", () => {
	const path = file("password");
	writeFileSync(path, Buffer.from("p\xe4ssw\xf6rt longer\n", "latin1"));
	expect(() => readPasswordFile(path)).toThrow(`The password in ${path} is not UTF-8.`);
	writeFileSync(path, "\ufefflong enough\nnot this\n");
	expect(readPasswordFile(path)).toBe("long enough");
});
