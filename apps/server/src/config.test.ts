import { describe, expect, test } from "vitest";
import { readConfig, withEnvironment } from "./config.ts";

/** The settings that these flags and variables make. */
function configOf(flags: object, env: Record<string, string> = {}) {
	return readConfig(withEnvironment(flags, env));
}

describe("who may come in", () => {
	test("is left to where they come from when nobody says", () => {
		expect(configOf({})).toMatchObject({ guests: undefined, open: undefined, trustLoopback: true });
	});

	test("is said by a flag or a variable, both ways, and the flag wins", () => {
		const variables = (value: string) => ({
			PARTYLINED_GUESTS: value,
			PARTYLINED_OPEN: value,
			PARTYLINED_TRUST_LOOPBACK: value,
		});
		const all = (value: boolean) => ({ guests: value, open: value, trustLoopback: value });
		for (const [value, said] of [
			["1", true],
			["0", false],
		] as const) {
			expect(configOf(all(said))).toMatchObject(all(said));
			expect(configOf({}, variables(value))).toMatchObject(all(said));
			expect(configOf(all(!said), variables(value))).toMatchObject(all(!said));
		}
		expect(configOf({}, variables("")).guests).toBeUndefined();
	});

	test("is not guessed from a variable that says neither", () => {
		expect(() => configOf({}, { PARTYLINED_TRUST_LOOPBACK: "no" })).toThrow(
			"--trust-loopback: is a flag without a value; as a variable it must be 1 or 0.",
		);
	});
});

describe("where to listen", () => {
	test("is this machine alone when nobody says", () => {
		const { hosts, hostsAsked } = configOf({});
		expect({ hosts, hostsAsked }).toEqual({ hosts: ["127.0.0.1", "::1"], hostsAsked: false });
	});

	test("is every address with --lan, of which one that is missing is left out", () => {
		for (const config of [configOf({ lan: true }), configOf({}, { PARTYLINED_LAN: "1" })])
			expect(config).toMatchObject({ hosts: ["0.0.0.0", "::"], hostsAsked: false });
	});

	test("is what a flag says, whatever the variables say", () => {
		const { hosts } = configOf({ host: ["192.0.2.1"] }, { PARTYLINED_LAN: "1" });
		expect(hosts).toEqual(["192.0.2.1"]);
		expect(configOf({ lan: true }, { PARTYLINED_HOST: "192.0.2.1" }).hosts).toContain("0.0.0.0");
	});

	test("cannot be both one address and all of them", () => {
		expect(() => configOf({ lan: true, host: ["192.0.2.1"] })).toThrow("--lan");
	});
});

describe("a certificate of one's own", () => {
	test("is two files, from wherever the daemon was started", () => {
		const { certificateFiles } = configOf({ tlsCert: "a.pem" }, { PARTYLINED_TLS_KEY: "/b.pem" });
		expect(certificateFiles).toEqual({ cert: `${process.cwd()}/a.pem`, key: "/b.pem" });
	});

	test("is both files or none", () => {
		expect(configOf({}).certificateFiles).toBeUndefined();
		expect(() => configOf({ tlsCert: "a.pem" })).toThrow("give both, or none");
		expect(() => configOf({}, { PARTYLINED_TLS_KEY: "b.pem" })).toThrow("give both, or none");
		expect(() => configOf({ tlsCert: "" })).toThrow("--tls-cert: must name a file.");
	});
});
