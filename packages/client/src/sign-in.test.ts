import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const password = "correct horse battery staple";

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open("#general", "ann");
	return server;
}

/** A client of ann that retries at once. */
function start(server: FakeServer, options: Partial<ClientOptions> = {}) {
	const { port } = server;
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0, ...options });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	return { client, notices };
}

/** Ends a client, and everything that it keeps is on disk. */
async function runOnce(server: FakeServer, options: Partial<ClientOptions>): Promise<void> {
	const { client } = start(server, options);
	await client.live();
	await client.close();
}

/** What the client asked to come in by, without the password itself. */
function waysIn(server: FakeServer): string[] {
	return server.asked.flatMap(({ request: { method }, params }) => {
		if (method === "register") return ["register"];
		if (method !== "login") return [];
		return [Object.keys(params).find((key) => key !== "device") ?? ""];
	});
}

test("whoever has no token signs in by the password, once, and comes back by the token", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const stateDir = temporaryFolder(onTestFinished);
	await runOnce(server, { stateDir, signIn: { password }, device: "laptop" });
	expect(server.paramsOf("login")).toEqual([{ account: "ann", password, device: "laptop" }]);
	await runOnce(server, { stateDir, signIn: { password } });
	await runOnce(server, { stateDir });
	expect(waysIn(server)).toEqual(["account", "token", "token"]);
});

test("a password is neither on disk nor in what a refusal says", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const stateDir = temporaryFolder(onTestFinished);
	await runOnce(server, { stateDir, signIn: { password } });
	const files = readdirSync(stateDir).map((name) => readFileSync(join(stateDir, name)));
	expect(files.some((bytes) => bytes.includes(password))).toBe(false);
	const other = start(server, { signIn: { password: "a wrong one" } });
	await other.notices.until(() => other.client.status().state === "closed");
	expect(JSON.stringify(other.notices.all)).not.toContain("a wrong one");
});

test("a password that was used is not used again when the token turns out to be void", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const { client, notices } = start(server, { signIn: { password } });
	await client.live();
	server.ended.add("ann");
	const closed = notices.status("closed");
	server.cutAll();
	expect(await closed).toMatchObject({ code: "token_invalid" });
	expect(waysIn(server)).toEqual(["account", "token"]);
});

test("an invitation makes the account, and its first person learns that the server is theirs", async () => {
	const server = await startServer();
	server.invites.add("CODE");
	server.overrideOnce("register", ({ peer, params }) => {
		peer.account = String(params.account);
		server.accounts.set("ann", password);
		const joined = server.rooms.joinedBy("ann");
		const me = { account: "ann", name: "ann", role: "owner", becameOwner: true };
		return { ...me, token: "token of ann", rooms: joined };
	});
	const { client } = start(server, { signIn: { password, register: { invite: "CODE" } } });
	await client.live();
	expect(client.me()).toEqual({ account: "ann", name: "ann", role: "owner", becameOwner: true });
	expect(server.paramsOf("register")).toEqual([{ account: "ann", password, invite: "CODE" }]);
});

test("an invitation is followed although the name was a guest's here, who stays in their rooms", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	server.rooms.open("#dev", "ann");
	await runOnce(server, { stateDir });
	server.invites.add("CODE");
	server.rooms.members.get("#dev")?.delete("ann");
	const { client } = start(server, {
		stateDir,
		signIn: { password, register: { invite: "CODE" } },
	});
	await client.live();
	expect(client.me()?.role).toBe("member");
	expect(client.joinedRooms().map(({ room }) => room)).toEqual(["#dev", "#general"]);
});

test("an account whose making was not answered is come into by its password, without making another", async () => {
	const server = await startServer();
	server.invites.add("CODE");
	server.overrideOnce("register", ({ peer, params }) => {
		server.invites.delete("CODE");
		server.accounts.set(String(params.account), String(params.password));
		peer.cut();
		return "silence";
	});
	const { client } = start(server, { signIn: { password, register: { invite: "CODE" } } });
	await client.live();
	expect(waysIn(server)).toEqual(["register", "register", "account"]);
	expect(client.me()?.role).toBe("member");
});

test("an invitation that somebody else has used is refused for good", async () => {
	const server = await startServer();
	const { client } = start(server, { signIn: { password, register: { invite: "CODE" } } });
	await expect(client.live()).rejects.toThrow("The invitation is not valid");
	expect(client.status()).toMatchObject({ state: "closed", code: "invite_invalid" });
	client.retryNow();
	await client.live();
	expect(waysIn(server), "nothing is tried again by itself").toEqual(["register", "guest"]);
});

test("a wrong password is told, and the right one comes in where the wrong one did not", async () => {
	const server = await startServer();
	server.auth = ["password"];
	server.accounts.set("ann", password);
	const { client } = start(server, { signIn: { password: "wrong" } });
	await expect(client.live()).rejects.toThrow("The name or the password is wrong.");
	expect(client.status()).toMatchObject({ state: "closed", code: "wrong_password" });
	client.signIn({ password });
	await client.live();
	expect(waysIn(server)).toEqual(["account", "account"]);
});

test("a server that takes no guests says that it wants a password, and is not asked for more", async () => {
	const server = await startServer();
	server.auth = ["token", "password", "invite"];
	const { client } = start(server);
	const sentence = `127.0.0.1:${server.port} wants a password: sign in.`;
	await expect(client.live()).rejects.toThrow(sentence);
	expect(client.status()).toEqual({
		state: "closed",
		code: "password_required",
		problem: sentence,
	});
	expect(waysIn(server)).toEqual([]);
});

test("somebody whose token is void does not come back as a guest, and is asked to sign in next time", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const stateDir = temporaryFolder(onTestFinished);
	await runOnce(server, { stateDir, signIn: { password } });
	server.ended.add("ann");
	const { client } = start(server, { stateDir });
	await expect(client.live()).rejects.toThrow("log in anew");
	expect(client.status()).toMatchObject({ state: "closed", code: "token_invalid" });
	expect(waysIn(server)).toEqual(["account", "token"]);
	client.signIn({ password });
	await client.live();
	expect(waysIn(server)).toEqual(["account", "token", "account"]);
});

test("a device that is signed out while it is connected ends, and forgets its token", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const stateDir = temporaryFolder(onTestFinished);
	const { client } = start(server, { stateDir, signIn: { password } });
	await client.live();
	const ended = expect(client.events().next()).rejects.toThrow("This device was signed out.");
	for (const peer of server.peers) {
		peer.notify("bye", { reason: "This device was signed out.", code: "device_ended" });
		peer.end();
	}
	await ended;
	expect(client.status()).toMatchObject({ state: "closed", code: "device_ended" });
	await client.close();
	await runOnce(server, { stateDir });
	expect(waysIn(server)).toEqual(["account", "guest"]);
});

test.each(["account_disabled", "banned"] as const)(
	"somebody refused with %s stays away, however long it went well, and keeps their token",
	async (code) => {
		const server = await startServer();
		server.accounts.set("ann", password);
		const { client, notices } = start(server, { signIn: { password } });
		await client.live();
		server.override("login", () => {
			throw new WireError(code);
		});
		const closed = notices.status("closed");
		server.cutAll();
		expect(await closed).toMatchObject({ code });
		server.override("login", () => undefined);
		client.retryNow();
		await client.live();
		expect(waysIn(server)).toEqual(["account", "token", "token"]);
	},
);

test("a guest signs in to an account while they are connected, and leaves in good order first", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const { client, notices } = start(server);
	await client.live();
	const live = notices.until(() => client.me()?.role === "member");
	client.signIn({ password });
	await live;
	await client.live();
	expect(server.paramsOf("quit")).toHaveLength(1);
	expect(waysIn(server)).toEqual(["guest", "account"]);
	const seen = notices.all.flatMap((n) => (n.type === "status" ? [n.status.state] : []));
	expect(seen).not.toContain("waiting");
	expect(seen).not.toContain("closed");
});
