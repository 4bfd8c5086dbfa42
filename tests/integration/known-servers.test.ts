import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Client, type ClientOptions, createClient, fileKnownServers } from "@partyline/client";
import { parseFingerprint } from "@partyline/shared/text/server-url";
import { expect, onTestFinished, test } from "vitest";
import { type Address, makeFolder, TestDaemon } from "../support/daemon.ts";

function temporaryFolder(): string {
	const folder = makeFolder();
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A server to which everybody is from elsewhere, and which takes guests from there. */
function startServer(port: number, dataDir: string): Promise<TestDaemon> {
	return TestDaemon.start({ port, dataDir, trustLoopback: false, guests: true });
}

function open({ host, port }: Address, options: Partial<ClientOptions> = {}): Client {
	const client = createClient({ host, port, as: "ann", random: () => 0, ...options });
	onTestFinished(() => client.close());
	return client;
}

/** How a client ends that is not let in. */
async function closed(client: Client) {
	client.start();
	await client.live().catch(() => {});
	const status = client.status();
	if (status.state !== "closed") throw new Error(`It is ${status.state}.`);
	return status;
}

test("the key that a client asks about is the one that the server tells, and who accepts it is in, also after a restart", async () => {
	const dataDir = temporaryFolder();
	const path = join(temporaryFolder(), "known-servers");
	const server = await startServer(0, dataDir);
	await using _ = server;
	const { address } = server;
	expect(await closed(open(address))).toMatchObject({ code: "tls_required" });

	const knownServers = fileKnownServers(path);
	const client = open(address, { scheme: "secure", knownServers, rooms: ["#general"] });
	const { code, fingerprint = "" } = await closed(client);
	const { fingerprint: told } = JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8"));
	expect([code, fingerprint]).toEqual(["unknown_server", told]);
	knownServers.put(address, parseFingerprint(fingerprint) ?? new Uint8Array());
	client.retryNow();
	await client.live();
	await client.post("#general", "hello").kept;

	await server.stop();
	await using again = await startServer(address.port, dataDir);
	client.retryNow();
	await client.post("#general", "hello again").kept;
	// Known now, it is encrypted without being asked to be.
	const bare = open(again.address, { knownServers: fileKnownServers(path), as: "bob" });
	bare.start();
	await bare.live();
});

test("another server at the address of a known one is given no message and no token", async () => {
	const path = join(temporaryFolder(), "known-servers");
	const stateDir = temporaryFolder();
	const knownServers = fileKnownServers(path);
	const server = await startServer(0, temporaryFolder());
	await using _ = server;
	const { address } = server;
	const asked = await closed(open(address, { scheme: "secure", knownServers }));
	knownServers.put(address, parseFingerprint(asked.fingerprint ?? "") ?? new Uint8Array());
	const client = open(address, { scheme: "secure", knownServers, stateDir, rooms: ["#general"] });
	client.start();
	await client.live();
	await server.stop();

	await using other = await startServer(address.port, temporaryFolder());
	client.post("#general", "for the first one");
	client.retryNow();
	const { code, problem } = await closed(client);
	expect(code).toBe("changed_key");
	expect(problem).toContain(`partyline servers accept 127.0.0.1:${address.port} SHA256:`);
	expect(client.outbox()).toHaveLength(1);
	const stranger = await other.member("bob");
	expect(await stranger.call("members", { room: "#general" })).toMatchObject({
		members: [{ account: "bob" }],
	});
	expect(await stranger.call("history", { room: "#general" })).not.toMatchObject({
		events: expect.arrayContaining([expect.objectContaining({ by: "ann" })]),
	});
});
