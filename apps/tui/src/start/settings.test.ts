import { describe, expect, test } from "vitest";
import { readRoom, readSettings } from "./settings.ts";
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
