import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { ClosedError } from "./errors.ts";
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

test("a password that is wrong leaves whoever has a token where they are, and tells that it was refused", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const { client, notices } = start(server, { signIn: { password } });
	await client.live();
	await expect(client.signIn({ password: "wrong" }).done).rejects.toMatchObject({
		code: "wrong_password",
	});
	await client.live();
	expect(client.me()?.role).toBe("member");
	expect(waysIn(server)).toEqual(["account", "account", "token"]);
	await client.post("#general", "still here").kept;
	const seen = notices.all.flatMap((n) => (n.type === "status" ? [n.status.state] : []));
	expect(seen).not.toContain("closed");
});

test("what became of a password that was given to a running client is told, whatever it is", async () => {
	const server = await startServer();
	server.auth = ["password"];
	server.accounts.set("ann", password);
	const { client } = start(server);
	await expect(client.live()).rejects.toThrow();
	const wrong = client.signIn({ password: "wrong" }).done;
	await expect(wrong).rejects.toThrow(new ClosedError("The name or the password is wrong."));
	server.override("login", () => "silence");
	const forgone = client.signIn({ password: "another" }).done;
	const unanswered = client.signIn({ password }).done;
	await expect(forgone).rejects.toBeInstanceOf(ClosedError);
	server.override("login", () => undefined);
	await expect(unanswered).resolves.toBeUndefined();
	const left = client.signIn({ password }).done;
	await Promise.all([client.close(), expect(left).rejects.toBeInstanceOf(ClosedError)]);
});

test("signing in anew ends the device that one came in by before, and only where it was the account's", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const { client } = start(server);
	await client.live();
	await client.signIn({ password }).done;
	await client.live();
	expect(server.paramsOf("revoke"), "a guest has no devices").toEqual([]);
	server.override("revoke", () => {
		throw new WireError("no_such_device");
	});
	server.overrideOnce("login", ({ peer }) => {
		peer.account = "ann";
		const rooms = server.rooms.joinedBy("ann");
		return { account: "ann", name: "ann", role: "member", token: "another token", rooms };
	});
	await client.signIn({ password }).done;
	await client.live();
	const device = createHash("sha256").update("token of ann").digest("hex").slice(0, 12);
	expect(server.paramsOf("revoke")).toEqual([{ device }]);
});

test("a device that was signed out because another process signed in anew comes back by the new token", async () => {
	const server = await startServer();
	server.accounts.set("ann", password);
	const stateDir = temporaryFolder(onTestFinished);
	const { client, notices } = start(server, { stateDir, signIn: { password } });
	await client.live();
	server.override("login", ({ peer, params }) => {
		if (params.token === "token of ann") throw new WireError("token_invalid");
		peer.account = "ann";
		const rooms = server.rooms.joinedBy("ann");
		return { account: "ann", name: "ann", role: "member", token: "another token", rooms };
	});
	const other = start(server, { stateDir });
	await expect(other.client.live()).rejects.toThrow();
	await other.client.signIn({ password }).done;
	const back = notices.status("live");
	for (const peer of [...server.peers].slice(0, 1)) {
		peer.notify("bye", { reason: "This device was signed out.", code: "device_ended" });
		peer.end();
	}
	await back;
	expect(server.paramsOf("login").at(-1)).toEqual({ token: "another token" });
});

/** Whether a text is anywhere in the files of a folder. */
function isInFiles(folder: string, text: string): boolean {
	return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));
}

/** A folder of ann, who has an account, with what somebody said on the disk, and what she could not send. */
async function arrangeCached(server: FakeServer) {
	server.accounts.set("ann", password);
	server.rooms.openPrivate("@0123456789", "#secret", "ann");
	const stateDir = temporaryFolder(onTestFinished);
	const ann = start(server, { stateDir, signIn: { password } });
	await ann.client.live();
	server.say("@0123456789", "bob", "between us");
	await ann.notices.until(() => ann.notices.seqs("@0123456789").length === 1);
	return { ...ann, stateDir };
}

test("once this device is signed out, nothing that others said is on its disk, and what is to be sent is", async () => {
	const server = await startServer();
	const { client, notices, stateDir } = await arrangeCached(server);
	server.override("post", () => "silence");
	const { id } = client.post("#general", "hello");
	expect(client.cachedPage("@0123456789")).toHaveLength(1);
	const closed = notices.status("closed");
	for (const peer of server.peers) {
		peer.notify("bye", { reason: "This device was signed out.", code: "device_ended" });
		peer.end();
	}
	await closed;
	client.read("@0123456789", 1);
	expect(client.cachedPage("@0123456789")).toEqual([]);
	await client.close();
	for (const text of ["between us", "#secret", "token of ann"])
		expect(isInFiles(stateDir, text), text).toBe(false);
	expect(start(server, { stateDir }).client.outbox()).toMatchObject([{ id, text: "hello" }]);
});

test.each(["all", "credentials"] as const)(
	"a token that turns out to be void takes what others said off the disk, with %s kept there",
	async (keep) => {
		const server = await startServer();
		const { client, stateDir } = await arrangeCached(server);
		await client.close();
		expect(isInFiles(stateDir, "between us")).toBe(true);
		server.ended.add("ann");
		const again = start(server, { stateDir, keep });
		await expect(again.client.live()).rejects.toThrow("log in anew");
		await again.client.close();
		expect(isInFiles(stateDir, "between us")).toBe(false);
	},
);
