import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
	fingerprintText,
	parseFingerprint,
	parseServerUrl,
	printServerUrl,
	type ServerUrl,
} from "./server-url.ts";

const pin = new Uint8Array(32).fill(0xfb);
const pinText = Buffer.from(pin).toString("base64url");
const invite = Buffer.alloc(16, 0xfe).toString("base64url");

test.each<[string, ServerUrl]>([
	["chat.example.org", { scheme: "bare", host: "chat.example.org", port: 7420 }],
	["chat.example.org:7000", { scheme: "bare", host: "chat.example.org", port: 7000 }],
	["127.0.0.1:1", { scheme: "bare", host: "127.0.0.1", port: 1 }],
	["[::1]:7000", { scheme: "bare", host: "::1", port: 7000 }],
	["::1", { scheme: "bare", host: "::1", port: 7420 }],
	["::ffff:127.0.0.1", { scheme: "bare", host: "::ffff:7f00:1", port: 7420 }],
	["partyline:7000", { scheme: "bare", host: "partyline", port: 7000 }],
	["partyline://chat.example", { scheme: "secure", host: "chat.example", port: 7420 }],
	["PARTYLINE://Chat.Example/", { scheme: "secure", host: "chat.example", port: 7420 }],
	["partyline://[::1]:65535/", { scheme: "secure", host: "::1", port: 65_535 }],
	[`partyline://h:1/${invite}`, { scheme: "secure", host: "h", port: 1, invite }],
	[`partyline://h#${pinText}`, { scheme: "secure", host: "h", port: 7420, pin }],
	[`partyline://h/${invite}#${pinText}`, { scheme: "secure", host: "h", port: 7420, invite, pin }],
	["partyline+insecure://lab:7421", { scheme: "insecure", host: "lab", port: 7421 }],
	["partyline+insecure://lab/", { scheme: "insecure", host: "lab", port: 7420 }],
	["BÜCHER.example", { scheme: "bare", host: "xn--bcher-kva.example", port: 7420 }],
	["partyline://faß.de", { scheme: "secure", host: "xn--fa-hia.de", port: 7420 }],
	["fe80::1%eth0", { scheme: "bare", host: "fe80::1%eth0", port: 7420 }],
	["[FE80:0::1%Wlan_0.1]:7000", { scheme: "bare", host: "fe80::1%Wlan_0.1", port: 7000 }],
	["partyline://[fe80::1%eth0]", { scheme: "secure", host: "fe80::1%eth0", port: 7420 }],
	["chat.example.", { scheme: "bare", host: "chat.example.", port: 7420 }],
])("%s is an address", (text, url) => {
	expect(parseServerUrl(text)).toEqual({ ok: true, url });
	expect(parseServerUrl(printServerUrl(url))).toEqual({ ok: true, url });
});

const noAddress = "This is no address of a server; it is HOST, HOST:PORT or partyline://HOST.";
const web =
	"This is the address of a web page; that of a server is HOST, HOST:PORT or partyline://HOST.";
const strange = "An address of a server has no spaces and no control characters.";
const person = "An address of a server has no user, no password and no @ in it.";
const after = "Only an address that begins with partyline:// has something after the host.";
const brokenInvite = "The invitation in this address is not whole; copy all of it once more.";
const brokenPin = "The key after the # in this address is not whole; copy all of it once more.";

test.each([
	["", noAddress],
	["http://host", web],
	["https://chat.example:7420/", web],
	["WS://host", web],
	["ssh://host", noAddress],
	["://host", noAddress],
	["partyline://", noAddress],
	["partyline:///", noAddress],
	["host:0", "The port must be 1 to 65535, not 0."],
	["host:65536", "The port must be 1 to 65535, not 65536."],
	["partyline://[::1]:99999", "The port must be 1 to 65535, not 99999."],
	["host:http", "The port must be 1 to 65535."],
	["host:", "The port must be 1 to 65535."],
	["host:12345678", "The port must be 1 to 65535."],
	["partyline://::1", noAddress],
	["[::1", noAddress],
	["[::1]]", noAddress],
	["[chat.example]", noAddress],
	["[::1%eth0]", noAddress],
	["::1%eth0", noAddress],
	["fe80::1%", noAddress],
	["[fe80::1%eth0;ls]", noAddress],
	["[fe80::1::2%eth0]", noAddress],
	["chat example", strange],
	["chat\u0007.example", strange],
	[" chat.example", strange],
	["chat.example\n", strange],
	["chat\u2028.example", strange],
	["chat\ud800", strange],
	["host/path", after],
	["host#x", after],
	[`partyline+insecure://h/${invite}`, after],
	[`partyline+insecure://h#${pinText}`, after],
	["partyline://host?x=1", "An address of a server has no ? in it."],
	["ann@chat.example", person],
	["partyline://ann:secret@chat.example:7420/", person],
	["partyline://h/short", brokenInvite],
	[`partyline://h/${Buffer.alloc(15).toString("base64url")}`, brokenInvite],
	[`partyline://h/${invite}/`, brokenInvite],
	[`partyline://h/${invite.slice(0, -1)}`, brokenInvite],
	[`partyline://h/${invite.slice(0, -1)}x`, brokenInvite],
	[`partyline://h/${Buffer.alloc(65).toString("base64url")}`, brokenInvite],
	[`partyline://h/${Buffer.alloc(16, 0xfe).toString("base64")}`, brokenInvite],
	["partyline://h#", brokenPin],
	[`partyline://h#${pinText.slice(1)}`, brokenPin],
	[`partyline://h/${invite}#${pinText}=`, brokenPin],
	["a..b", noAddress],
	["-oProxyCommand", noAddress],
	["$(reboot)", noAddress],
	["a;b", noAddress],
	["a%41", noAddress],
	["a\\b", noAddress],
	["1.2.3.4.5", noAddress],
	["x".repeat(300), noAddress],
	["x".repeat(1_001), "This is too long for an address of a server."],
])("%j is none, and says so", (text, problem) => {
	expect(parseServerUrl(text)).toEqual({ ok: false, problem });
});

test.each([
	"partyline://ann:hunter2@chat.example",
	"ann:hunter2@chat.example",
	"ann:hunter2",
	"http://ann:hunter2@chat.example",
	"partyline://ann:hunter2",
	"partyline://chat.example/hunter2",
	"partyline://chat.example#hunter2",
	"hunter2://chat.example",
	"partyline://chat.example?password=hunter2",
])("no secret of %s is repeated in what is said of it", (text) => {
	const result = parseServerUrl(text);
	expect(result).toMatchObject({ ok: false, problem: expect.not.stringContaining("hunter2") });
});

const bytes = (least: number, most: number) => fc.uint8Array({ minLength: least, maxLength: most });
const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
const place = { host, port: fc.integer({ min: 1, max: 65_535 }) };
const anyUrl = fc.oneof(
	fc.record({ scheme: fc.constantFrom("bare" as const, "insecure" as const), ...place }),
	fc.record(
		{
			scheme: fc.constant("secure" as const),
			...place,
			invite: bytes(16, 64).map((code) => Buffer.from(code).toString("base64url")),
			pin: bytes(32, 32),
		},
		{ requiredKeys: ["scheme", "host", "port"] },
	),
);

function canonical(text: string): ServerUrl {
	const result = parseServerUrl(text);
	if (!result.ok) throw new Error(`${text}: ${result.problem}`);
	return result.url;
}

test("what is printed is read as the same", () => {
	fc.assert(
		fc.property(anyUrl, (url) => {
			const read = canonical(printServerUrl(url));
			const { hostname } = new URL(`http://${url.host.includes(":") ? `[${url.host}]` : url.host}`);
			expect(read).toEqual({ ...url, host: hostname.replace(/^\[|\]$/g, "") });
			expect(canonical(printServerUrl(read))).toEqual(read);
		}),
	);
});

const likelyText = fc
	.array(
		fc.oneof(
			fc.constantFrom("partyline", "+insecure", "://", "/", "#", ":", "[", "]", "@", "?", "::1"),
			fc.constantFrom("host", ".", "%41", "7420", "0", "-", invite, pinText),
			fc.string({ unit: "binary", maxLength: 3 }),
		),
		{ maxLength: 8 },
	)
	.map((parts) => parts.join(""));

test("whatever the text is, it is an address that is read again as the same, or a sentence", () => {
	const text = fc.oneof(likelyText, fc.string({ unit: "binary" }), fc.webUrl());
	fc.assert(
		fc.property(text, (typed) => {
			const result = parseServerUrl(typed);
			if (result.ok) expect(canonical(printServerUrl(result.url))).toEqual(result.url);
			else expect(result.problem).toMatch(/^[A-Z][ -~]*\.$/);
		}),
		{ numRuns: 2_000 },
	);
});

test("a host is nothing that a shell or a terminal would obey", () => {
	fc.assert(
		fc.property(likelyText, (typed) => {
			const result = parseServerUrl(typed);
			if (result.ok) expect(result.url.host).toMatch(/^[a-z\d:][a-z\d._:-]*$/);
		}),
		{ numRuns: 2_000 },
	);
});

test("a fingerprint is shown as ssh shows one", () => {
	expect(fingerprintText(pin)).toBe("SHA256:+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s");
});

test("a fingerprint is read back as it was shown", () => {
	fc.assert(
		fc.property(bytes(32, 32), (key) => {
			expect(parseFingerprint(fingerprintText(key))).toEqual(key);
		}),
	);
});

test.each([
	"",
	"SHA256:",
	"MD5:00:11",
	fingerprintText(pin).slice(0, -1),
	`${fingerprintText(pin)}=`,
	`${fingerprintText(pin)} `,
	fingerprintText(pin).toLowerCase(),
	`SHA256:${pinText}`,
	fingerprintText(new Uint8Array(31)),
	// The last letter holds two bits that are of no byte.
	fingerprintText(pin).replace(/s$/, "t"),
])("%j is no fingerprint", (text) => {
	expect(parseFingerprint(text)).toBeUndefined();
});
