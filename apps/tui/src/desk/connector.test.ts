import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryKnownServers } from "@partyline/client";
import { fingerprintText } from "@partyline/shared/text/server-url";
import { expect, onTestFinished, test } from "vitest";
import { anySettings } from "../testing/settings.ts";
import { addressText, createConnector, parseAddress } from "./connector.ts";

test.each([
	["chat.example.org", { host: "chat.example.org", port: 7420 }],
	["chat.example.org:7000", { host: "chat.example.org", port: 7000 }],
	["127.0.0.1:1", { host: "127.0.0.1", port: 1 }],
	["[::1]:7000", { host: "::1", port: 7000 }],
	["[fe80::1]", { host: "fe80::1", port: 7420 }],
	["::1", { host: "::1", port: 7420 }],
	["partyline://lab:1", { host: "lab", port: 1, scheme: "secure" as const }],
	["partyline+insecure://lab", { host: "lab", port: 7420, scheme: "insecure" as const }],
])("%s is an address", (text, address) => {
	expect(parseAddress(text)).toEqual({ scheme: "bare", ...address });
	expect(parseAddress(addressText(address))).toEqual({ scheme: "bare", ...address });
});

test.each([
	["host:0", "The port must be 1 to 65535, not 0."],
	["host:65536", "The port must be 1 to 65535, not 65536."],
	["host:http", "The port must be 1 to 65535."],
	["http://host", /the address of a web page; that of a server is/],
	["", /^This is no address of a server; it is HOST, /],
	[`partyline://host/${"A".repeat(22)}`, /an invitation; leave the chat.* partyline join$/],
	[`partyline://host#${"A".repeat(43)}`, /Leave out what is behind the #/],
])("%j is none, and says so", (text, problem) => {
	expect(parseAddress(text)).toEqual(expect.stringMatching(problem));
});

test("a key that somebody accepts is kept for the server's address; where nobody can be asked, none is", () => {
	const knownServers = memoryKnownServers();
	const settings = { ...anySettings, knownServers };
	const pin = new Uint8Array(32).fill(7);
	createConnector(settings).accept?.("partyline://lab:1", fingerprintText(pin));
	expect(knownServers.all()).toEqual([{ address: { host: "lab", port: 1 }, pin }]);
	expect(createConnector(settings, { asks: false }).accept).toBe(undefined);
});

test("a server is opened as oneself, unless its address names somebody else", async () => {
	const stateDir = mkdtempSync(join(tmpdir(), "partyline-connector-"));
	onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
	const connector = createConnector({ ...anySettings, stateDir });
	const mine = connector.open("work", { host: "127.0.0.1", port: 1 });
	const theirs = connector.open("bob@work", { host: "127.0.0.1", port: 1, as: "bob" });
	expect([mine, theirs]).toMatchObject([
		{ id: "work", label: "work", as: "ann", address: "127.0.0.1:1" },
		{ id: "bobwork", label: "bob@work", as: "bob", address: "127.0.0.1:1" },
	]);
	// Two accounts on one server keep apart what waits to be sent.
	mine.client.post("#general", "mine");
	expect(theirs.client.outbox()).toEqual([]);
	await Promise.all([mine.client.close(), theirs.client.close()]);
});
