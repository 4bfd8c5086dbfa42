import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
])("%s is an address", (text, address) => {
	expect(parseAddress(text)).toEqual(address);
	expect(parseAddress(addressText(address))).toEqual(address);
});

test.each([
	["host:0", "The port must be 1 to 65535, not 0."],
	["host:65536", "The port must be 1 to 65535, not 65536."],
	["host:http", "host:http is no address; it is HOST or HOST:PORT."],
	["http://host", "http://host is no address; it is HOST or HOST:PORT."],
	["", " is no address; it is HOST or HOST:PORT."],
])("%j is none, and says so", (text, problem) => {
	expect(parseAddress(text)).toBe(problem);
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
