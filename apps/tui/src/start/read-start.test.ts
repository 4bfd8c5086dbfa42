import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readStart } from "./read-start.ts";
import { UserError } from "./user-error.ts";

/** A configuration file with this text. */
function configWith(text: string): string {
	const folder = mkdtempSync(join(tmpdir(), "partyline-start-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const path = join(folder, "config.toml");
	writeFileSync(path, text);
	return path;
}

const twoServers =
	'[servers.work]\nhost = "work.test"\nas = "ann"\nroom = "#desk"\n[servers.club]\nhost = "club.test"\nport = 7001\n';

async function refusalOf(
	run: Promise<unknown>,
): Promise<{ message: string; code: number } | undefined> {
	const error = await run.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	return error instanceof UserError ? { message: error.message, code: error.code } : undefined;
}

describe("where a run begins", () => {
	test("is the first server of the configuration, with the others beside it", async () => {
		const start = await readStart({ config: configWith(twoServers) }, {});
		expect(start).toMatchObject({ host: "work.test", port: 7420, as: "ann", opensAll: true });
		expect(start.server).toEqual({ name: "work", room: "#desk" });
		expect([...start.named.keys()]).toEqual(["work", "club"]);
	});

	test.for([
		{ by: "a flag", flags: { host: "other.test" }, env: {}, host: "other.test" },
		{ by: "a port alone", flags: { port: "7001" }, env: {}, host: "127.0.0.1" },
		{ by: "a variable", flags: {}, env: { PARTYLINE_HOST: "other.test" }, host: "other.test" },
	])("is what $by says, and the configuration's are there by name only", async (told) => {
		const { flags, env, host } = told;
		const start = await readStart({ ...flags, config: configWith(twoServers) }, env);
		expect(start).toMatchObject({ host, opensAll: false, server: undefined });
		expect([...start.named.keys()]).toEqual(["work", "club"]);
	});

	test.for([
		{ server: "work", told: { host: "work.test", port: 7420, as: "ann" } },
		{ server: "WORK.test:7420", told: { host: "work.test", port: 7420, as: "ann" } },
		{ server: "partyline://club.test:7001", told: { host: "club.test", port: 7001 } },
	])("is the one called $server, as whom one is there", async ({ server, told }) => {
		const start = await readStart({ server, config: configWith(twoServers) }, {});
		expect(start).toMatchObject({ ...told, opensAll: false });
	});

	test("has the name of a flag everywhere, and that of the configuration only where it is", async () => {
		const start = await readStart({ as: "eve", config: configWith(twoServers) }, {});
		expect(start.as).toBe("eve");
		expect(start.named.get("club")?.as).toBe("eve");
		const other = await readStart(
			{ host: "x", config: configWith(twoServers) },
			{ PARTYLINE_AS: "bob" },
		);
		expect(other.named.get("work")?.as).toBe("bob");
	});

	test("has the theme of the flag", async () => {
		const config = configWith('theme = "light"\n');
		expect((await readStart({ config }, {})).config.theme).toBe("light");
		expect((await readStart({ config, theme: "mine.toml" }, {})).config.theme).toBe("mine.toml");
	});
});

describe("what is wrong in a configuration", () => {
	test("is told with its line where one can do without it", async () => {
		const start = await readStart({ config: configWith('theme = "drak"\n') }, {});
		expect(start.problems).toEqual([
			'config.toml line 1: there is no theme "drak"; did you mean "dark"?',
		]);
		expect(start.config.theme).toBe("auto");
	});

	test.each([
		["a server", "[servers.work]\nport = 1\n", "config.toml line 1: servers.work.host is missing."],
		["all of it", "theme = \n", "config.toml line 1: "],
	])("ends the run with 78 when it is %s", async (_what, text, sentence) => {
		const refusal = await refusalOf(readStart({ config: configWith(text) }, {}));
		expect(refusal?.code).toBe(78);
		expect(refusal?.message).toContain(sentence);
	});

	test("ends the run with 78 when the file that was named is not there, and with nothing when none was", async () => {
		const refusal = await refusalOf(readStart({ config: "/nowhere/c.toml" }, {}));
		expect(refusal).toEqual({ message: "/nowhere/c.toml: there is no such file.", code: 78 });
	});
});
