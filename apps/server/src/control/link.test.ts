import { parseServerUrl } from "@partyline/shared/text/server-url";
import { describe, expect, it, test } from "vitest";
import { makeLink } from "./link.ts";

const pin = Buffer.alloc(32, 7);
const code = Buffer.alloc(18, 9).toString("base64url");
const local = [
	{ host: "127.0.0.1", port: 7420 },
	{ host: "::1", port: 7420 },
];
const ticket = { code, pin: pin.toString("base64url"), addresses: local };

/** Where the link leads, read as the client reads it. */
function placeOf(url: string): string {
	const parsed = parseServerUrl(url);
	if (!parsed.ok) throw new Error(parsed.problem);
	expect(parsed.url).toMatchObject({ scheme: "secure", invite: code, pin: new Uint8Array(pin) });
	return `${parsed.url.host} ${parsed.url.port}`;
}

describe("a link", () => {
	it.each([
		["chat.example.org", "chat.example.org 9000"],
		["Chat.Example.ORG", "chat.example.org 9000"],
		["chat.example.org:443", "chat.example.org 443"],
		["203.0.113.7", "203.0.113.7 9000"],
		["203.0.113.7:443", "203.0.113.7 443"],
		["2001:db8::7", "2001:db8::7 9000"],
		["[2001:db8::7]", "2001:db8::7 9000"],
		["[2001:db8::7]:443", "2001:db8::7 443"],
	])("for %s leads there, by the port that is listened on where none is given", (given, place) => {
		const addresses = [{ host: "127.0.0.1", port: 9000 }];
		const { url, notes } = makeLink({ ...ticket, addresses }, given);
		expect(placeOf(url)).toBe(place);
		expect(notes).toEqual([]);
	});

	test("leads to an address that others reach before one of this machine, and tells of more", () => {
		const addresses = [
			...local,
			{ host: "203.0.113.7", port: 9000 },
			{ host: "192.0.2.1", port: 1 },
		];
		const { url, notes } = makeLink({ ...ticket, addresses }, undefined);
		expect(placeOf(url)).toBe("203.0.113.7 9000");
		expect(notes).toEqual(["It is reached at 192.0.2.1 too; --host NAME chooses."]);
	});

	test("leads to this machine where nobody else reaches the server, and says so", () => {
		const { url, notes } = makeLink(ticket, undefined);
		expect(placeOf(url)).toBe("127.0.0.1 7420");
		expect(notes).toEqual([
			expect.stringMatching(/^Only this machine reaches it there; --host NAME /),
		]);
	});

	test("needs a port that is known", () => {
		const addresses = [{ host: "127.0.0.1", port: 0 }];
		for (const given of [undefined, "chat.example.org"])
			expect(() => makeLink({ ...ticket, addresses }, given)).toThrow("give --host NAME:PORT");
		const outside = [{ host: "203.0.113.7", port: 0 }];
		expect(() => makeLink({ ...ticket, addresses: outside }, undefined)).toThrow("NAME:PORT");
		const { url } = makeLink({ ...ticket, addresses }, "chat.example.org:443");
		expect(placeOf(url)).toBe("chat.example.org 443");
	});

	it.each([
		"a b",
		"x:0",
		"partyline://x",
		"partyline+insecure://x",
		"x/y",
		"x@y",
		"--host",
		"$(id)",
	])("leads not to %j, which is no host: a sentence says so", (given) => {
		expect(() => makeLink(ticket, given)).toThrow(/^--host: .*\.$/);
	});
});
