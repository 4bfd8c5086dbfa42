import { networkInterfaces } from "node:os";
import { createSecureContext } from "node:tls";
import { describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { startBlock } from "./start-block.ts";

const commands = { partyline: "partyline", partylined: "partylined" };
const fingerprint = "SHA256:abc";
const identity = {
	certificate: {
		context: createSecureContext(),
		keyHash: Buffer.alloc(32),
		fingerprint,
		endsAt: new Date(0),
	},
	reload: () => {},
};
/** By which addresses others reach this machine, if it has any. */
const own = Object.values(networkInterfaces())
	.flatMap((all) => all ?? [])
	.filter(({ internal, address }) => !internal && !address.startsWith("fe80"))
	.map(({ address }) => address);

/** The block of a daemon that listens at these hosts, by the titles of its rows. */
function blockOf(hosts: readonly string[], flags: object = {}): Map<string, string[]> {
	const addresses = hosts.map((host) => ({ host, port: 7420 }));
	const config = readConfig({ data: "/data", ...flags });
	const rows = new Map<string, string[]>();
	let title = "";
	for (const line of startBlock(config, { addresses, identity }, commands).slice(1)) {
		title = line.slice(2, 14).trim() || title;
		rows.set(title, [...(rows.get(title) ?? []), line.slice(14)]);
	}
	return rows;
}

describe("the block that a daemon prints at its start", () => {
	test("on loopback says that only this machine reaches it, and how to come in from there", () => {
		expect(Object.fromEntries(blockOf(["127.0.0.1", "::1"]))).toEqual({
			data: ["/data (SQLite)"],
			"listens on": ["127.0.0.1 port 7420, ::1 port 7420"],
			join: ["partyline", "nc 127.0.0.1 7420"],
			certificate: [fingerprint],
			reachable: ["from this machine only; --lan opens it to others"],
			guests: ["from this machine only; --guests lets them in from everywhere"],
			accounts: [
				"by invitation: partylined invite --data /data",
				"without one: from this machine only; --open allows it from everywhere",
			],
			"stop with": ["Ctrl-C, or partylined stop --data /data"],
			note: [
				"Encrypted between you and the server, on this machine only if you ask; whoever runs it can read everything.",
			],
		});
	});

	const onlyInvited = "without an account, by an invitation only: partylined invite --data /data";

	test("on an address of the network tells that address, and promises no line without TLS", () => {
		const block = blockOf(["192.0.2.7"]);
		expect(block.get("join")).toEqual(["partyline partyline://192.0.2.7", onlyInvited]);
		expect(block.get("reachable")).toEqual(["from other machines that reach 192.0.2.7"]);
		expect(block.get("note")?.join()).toMatch(/^Encrypted between you and the server; whoever/);
		expect([...block.values()].flat().join()).not.toContain("nc ");
	});

	test("on all addresses lists those that this machine really has", () => {
		const block = blockOf(["0.0.0.0", "::"]);
		expect(block.get("join")).toEqual(["partyline", "nc 127.0.0.1 7420"]);
		const lines = own.map((host) =>
			host.includes(":") ? `partyline partyline://[${host}]` : `partyline partyline://${host}`,
		);
		expect(block.get("from others") ?? []).toEqual(own.length === 0 ? [] : [...lines, onlyInvited]);
		const [reachable] = block.get("reachable") ?? [];
		if (own.length === 0) expect(reachable).toContain("no address that they could reach");
		else for (const host of own) expect(reachable).toContain(host);
	});

	test("behind a tunnel promises this machine nothing that it does not get", () => {
		const block = blockOf(["127.0.0.1"], { trustLoopback: false });
		expect(block.get("join")).toEqual([
			"partyline partyline://127.0.0.1",
			"openssl s_client -quiet -connect 127.0.0.1:7420",
			onlyInvited,
		]);
		expect(block.get("reachable")).toEqual([
			"from this machine, and through a tunnel or proxy of yours",
		]);
		expect(block.get("guests")?.join()).toMatch(/^from nowhere; /);
		expect(block.get("note")?.join()).toMatch(/^Encrypted between you and the server; whoever/);
	});

	test("speaks of an invitation only where nobody comes in from elsewhere without one", () => {
		for (const flags of [{ guests: true }, { open: true }])
			for (const block of [
				blockOf(["192.0.2.7"], flags),
				blockOf(["127.0.0.1"], { ...flags, trustLoopback: false }),
			])
				expect(block.get("join")).not.toContain(onlyInvited);
		const shut = blockOf(["192.0.2.7"], { guests: false, open: false });
		expect(shut.get("join")).toContain(onlyInvited);
	});

	test("says who was let in or kept out by a flag", () => {
		expect(blockOf(["127.0.0.1"], { guests: true }).get("guests")).toEqual(["from everywhere"]);
		const shut = blockOf(["127.0.0.1"], { guests: false, open: false });
		expect(shut.get("guests")).toEqual(["from nowhere"]);
		expect(shut.get("accounts")?.at(-1)).toBe("without one: from nowhere");
	});
});
