import { describe, expect, test } from "vitest";
import { readRoom } from "./arguments.ts";
import { readSettings } from "./settings.ts";
import { UserError } from "./user-error.ts";

function problemOf(read: () => unknown): { message: string; code: number } | undefined {
	try {
		read();
	} catch (error) {
		if (error instanceof UserError) return { message: error.message, code: error.code };
		throw error;
	}
	return undefined;
}

describe("settings", () => {
	test("have defaults", () => {
		const settings = readSettings({}, {});
		expect(settings).toMatchObject({ host: "127.0.0.1", port: 7420, colour: true });
		expect(settings.as).not.toBe("");
		expect(settings.stateDir).toMatch(/partyline.*client$/);
	});

	test("come from variables, and a flag wins over them", () => {
		const env = {
			PARTYLINE_HOST: "chat.example.org",
			PARTYLINE_PORT: "7000",
			PARTYLINE_AS: "bob",
			PARTYLINE_STATE: "/tmp/of-bob",
		};
		const ofEnv = { host: "chat.example.org", port: 7000, as: "bob", stateDir: "/tmp/of-bob" };
		expect(readSettings({}, env)).toMatchObject(ofEnv);
		const flags = { host: "::1", port: "7001", as: "eve", state: "/tmp/of-eve" };
		expect(readSettings(flags, env)).toMatchObject({
			host: "::1",
			port: 7001,
			as: "eve",
			stateDir: "/tmp/of-eve",
		});
	});

	test("take a server by its URL, and the key in it", () => {
		const server = `partyline://chat.example.org:7001#${"A".repeat(43)}`;
		const there = { host: "chat.example.org", port: 7001, scheme: "secure" };
		expect(readSettings({ server }, {})).toMatchObject({ ...there, pin: new Uint8Array(32) });
		expect(readSettings({}, { PARTYLINE_SERVER: server })).toMatchObject(there);
		const here = { host: "127.0.0.1", port: 7002, scheme: "bare" };
		const flags = { host: "127.0.0.1", port: "7002" };
		expect(readSettings(flags, { PARTYLINE_SERVER: server })).toMatchObject(here);
		expect(readSettings({ server }, { PARTYLINE_HOST: "lab" })).toMatchObject(there);
	});

	test.each([
		[{ server: "partyline://a", host: "b" }, "--server has host and port in it; leave --host and"],
		[{ server: "http://a" }, "This is the address of a web page"],
	])("refuse %j in one sentence", (flags, sentence) => {
		expect(problemOf(() => readSettings(flags, {}))).toEqual({
			message: expect.stringContaining(sentence),
			code: 64,
		});
	});

	test("leave colours out when NO_COLOR says anything", () => {
		expect(readSettings({}, { NO_COLOR: "1" }).colour).toBe(false);
		expect(readSettings({}, { NO_COLOR: "" }).colour).toBe(true);
	});

	test.each([
		["host", "", "must name a host"],
		["port", "x", "must be a number"],
		["port", "1.5", "must be a whole number"],
		["port", "0", "must be 1 to 65535"],
		["port", "65536", "must be 1 to 65535"],
		[
			"as",
			"ann smith",
			'An account name may have letters, digits, "_", "-" and "."; this one has a space',
		],
		["state", "", "must name a folder"],
	])("--%s %j is refused in one sentence that names the flag", (flag, value, what) => {
		const refusal = { message: `--${flag}: ${what}.`, code: 64 };
		expect(problemOf(() => readSettings({ [flag]: value }, {}))).toEqual(refusal);
		const variable = `PARTYLINE_${flag.toUpperCase()}`;
		expect(problemOf(() => readSettings({}, { [variable]: value }))).toEqual(refusal);
	});
});

test("a room as an argument is read in its own spelling, or refused in a sentence", () => {
	expect(readRoom("#General")).toBe("#general");
	expect(problemOf(() => readRoom("general"))).toEqual({
		message: "Room names begin with #, for example #general.",
		code: 64,
	});
});
