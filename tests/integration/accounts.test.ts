import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, onTestFinished, test } from "vitest";
import { createLog } from "../../apps/server/src/log.ts";
import { makeFolder, passwordOf, TestDaemon } from "../support/daemon.ts";
import { inviteCode, operate } from "../support/operator.ts";
import { startStaffed } from "../support/staffed.ts";

const room = "#general";
const password = "a long enough secret";

describe("register", () => {
	test("makes an account, is logged in by it, and the password brings it back", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		expect(await peer.call("register", { account: "Ann", password })).toEqual({
			account: "Ann",
			name: "Ann",
			role: "member",
			token: expect.stringMatching(/^[\w-]{43}$/),
			rooms: [],
		});
		await peer.call("join", { room });
		const again = await server.greeted();
		const login = await again.call("login", { account: "ann", password });
		expect(login).toMatchObject({ account: "Ann", role: "member", rooms: [{ room }] });
		expect((await server.device(login.token)).login.account).toBe("Ann");
	});

	test("without an invitation is for this machine only, unless the server is open to everybody", async () => {
		const everybody = { account: "ann", password };
		await using closed = await TestDaemon.start({ trustLoopback: false });
		const stranger = await closed.native();
		const hello = await stranger.call("hello", { protocol: 1, client: "test" });
		expect(hello.auth).toEqual(["token", "password", "invite"]);
		expect((await stranger.refusal("register", everybody)).why).toBe("invite_required");
		await using open = await TestDaemon.start({ trustLoopback: false, open: true, guests: true });
		const newcomer = await open.native();
		const told = await newcomer.call("hello", { protocol: 1, client: "test" });
		expect(told.auth).toEqual(["guest", "token", "password", "invite", "register"]);
		expect((await newcomer.call("register", everybody)).account).toBe("ann");
		await using shut = await TestDaemon.start({ open: false });
		const local = await shut.greeted();
		expect((await local.refusal("register", everybody)).why).toBe("invite_required");
	});

	test("with a name that somebody has, or that looks like it, is refused", async () => {
		await using server = await TestDaemon.start();
		await server.account("modern");
		const renamed = await server.account("ann");
		await renamed.peer.call("nick", { name: "Rosalind" });
		await server.guest("bob");
		const peer = await server.greeted();
		for (const account of ["modern", "MODERN", "rnodern", "rosalind", "Rosa1ind", "bob", "B0B"])
			expect((await peer.refusal("register", { account, password })).why).toBe("name_taken");
		const mixed = await peer.refusal("register", { account: "\u0430nn", password });
		expect(mixed.message).toContain("of several scripts");
		expect((await peer.call("register", { account: "modena", password })).account).toBe("modena");
	});

	test("takes the name of a guest who is gone, and nothing of what was theirs", async () => {
		await using server = await TestDaemon.start();
		const bob = await server.member("bob");
		const guest = await server.guest("ann");
		await guest.peer.call("join", { room });
		const direct = await guest.peer.call("create", { with: ["bob"] });
		await guest.peer.call("ignore", { account: "bob", on: true });
		const { seq } = await bob.call("post", { room, id: newMessageId(), text: "hello" });
		await guest.peer.call("read", { room, seq });
		await guest.peer.call("quit", {});
		await guest.peer.ended();
		const { login } = await server.account("ann");
		expect(login).toMatchObject({ account: "ann", role: "member" });
		expect(login.ignored).toBeUndefined();
		expect(login.rooms).toMatchObject([{ room, readSeq: 0 }]);
		expect(login.rooms.map((one) => one.room)).not.toContain(direct.room);
		const late = await server.greeted();
		expect((await late.refusal("login", { token: guest.login.token })).why).toBe("token_invalid");
	});

	test("of a guest by the name of one who is gone begins with nothing read either", async () => {
		await using server = await TestDaemon.start();
		const guest = await server.guest("ann");
		const { lastSeq } = await guest.peer.call("join", { room });
		await guest.peer.call("read", { room, seq: lastSeq });
		await guest.peer.call("quit", {});
		await guest.peer.ended();
		expect((await server.guest("ann")).login.rooms).toMatchObject([{ room, readSeq: 0 }]);
	});

	test("of two of the same name at once makes one account", async () => {
		await using server = await TestDaemon.start();
		const names = ["ann", "ANN", "ann", "Ann"];
		const peers = await Promise.all(names.map(() => server.greeted()));
		const answers = await Promise.all(
			peers.map((peer, index) => peer.ask("register", { account: names[index], password })),
		);
		expect(answers.map(({ type }) => type).sort()).toEqual(["error", "error", "error", "result"]);
		const accounts = await operate(server, "account.list", {});
		expect(accounts).toMatchObject({ account: expect.stringMatching(/^ann$/i) });
	});

	test("of two names at once that look alike makes one account", async () => {
		await using server = await TestDaemon.start();
		const peers = await Promise.all([server.greeted(), server.greeted()]);
		const names = ["modern", "rnodern"];
		const answers = await Promise.all(
			peers.map((peer, index) => peer.ask("register", { account: names[index], password })),
		);
		expect(answers.map(({ type }) => type).sort()).toEqual(["error", "result"]);
	});

	test.each(["short", "aaaaaaaaaaaa", "password123", "annannannann"])(
		"with the password %s is refused with a sentence that does not repeat it",
		async (easy) => {
			await using server = await TestDaemon.start();
			const peer = await server.greeted();
			const refusal = await peer.refusal("register", { account: "ann", password: easy });
			expect(refusal.why).toBe("weak_password");
			expect(refusal.message).not.toContain(easy);
			await peer.call("login", { guest: "ann" });
		},
	);
});

describe("login with a password", () => {
	test("is refused in the same words for a wrong password and for a name that nobody has", async () => {
		await using server = await TestDaemon.start();
		await server.account("ann");
		await server.guest("bob");
		const peer = await server.greeted();
		const refusals = await Promise.all(
			["ann", "nobody", "bob"].map((account) => peer.refusal("login", { account, password })),
		);
		for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
		expect(refusals[0]?.why).toBe("wrong_password");
		// A display name is not what an account is found by.
		const { peer: ann } = await server.account("ann");
		await ann.call("nick", { name: "Rosalind" });
		const shown = { account: "Rosalind", password: passwordOf("ann") };
		expect((await peer.refusal("login", shown)).why).toBe("wrong_password");
	});

	test("is what an account wants: as a guest nobody comes in by its name", async () => {
		await using server = await TestDaemon.start();
		await server.account("ann");
		const peer = await server.greeted();
		expect((await peer.refusal("login", { guest: "ANN" })).why).toBe("password_required");
		expect((await peer.refusal("login", { guest: "\u0430nn" })).why).toBe("invalid_params");
		expect((await peer.call("login", { guest: "bob" })).role).toBe("guest");
		expect((await peer.refusal("nick", { name: "ann" })).why).toBe("name_taken");
	});

	test("of an account that is disabled says so only to whoever knows it", async () => {
		await using server = await TestDaemon.start();
		const { peer: ann, login } = await server.account("ann");
		await operate(server, "account.disable", { account: "ann", reason: "on leave" });
		expect(await ann.next("bye")).toMatchObject({
			code: "account_disabled",
			reason: "This account was disabled: on leave",
		});
		await ann.ended();
		const peer = await server.greeted();
		const wrong = await peer.refusal("login", { account: "ann", password });
		expect(wrong.why).toBe("wrong_password");
		const right = await peer.refusal("login", { account: "ann", password: passwordOf("ann") });
		expect(right.why).toBe("account_disabled");
		expect((await peer.refusal("login", { token: login.token })).why).toBe("token_invalid");
		await operate(server, "account.enable", { account: "ann" });
		expect((await server.device(login.token)).login.account).toBe("ann");
	});

	test("is made slow for whoever guesses, by account and by network, and never on this machine", async () => {
		await using server = await TestDaemon.start({ trustLoopback: false, open: true });
		await server.account("ann");
		const peer = await server.greeted();
		const guess = (account: string) => peer.refusal("login", { account, password });
		for (let tries = 0; tries < 3; tries++) expect((await guess("ann")).why).toBe("wrong_password");
		const refused = await guess("ann");
		expect(refused).toMatchObject({ why: "rate_limited" });
		expect(refused.data?.retryAfterMs).toBeGreaterThan(0);
		expect(refused.data?.retryAfterMs).toBeLessThanOrEqual(1_000);
		// The right one is not even looked at, nor another name from there.
		const right = { account: "ann", password: passwordOf("ann") };
		expect((await peer.refusal("login", right)).why).toBe("rate_limited");
		expect((await guess("bob")).why).toBe("rate_limited");
		await using local = await TestDaemon.start();
		await local.account("ann");
		const owner = await local.greeted();
		for (let tries = 0; tries < 6; tries++)
			expect((await owner.refusal("login", { account: "ann", password })).why).toBe(
				"wrong_password",
			);
		expect((await owner.call("login", right)).account).toBe("ann");
	});

	test("of many at once is refused after the free ones, before any of them was hashed", async () => {
		await using server = await TestDaemon.start({ trustLoopback: false, open: true });
		await server.account("ann");
		const peers = await Promise.all(Array.from({ length: 12 }, () => server.greeted()));
		const refusals = await Promise.all(
			peers.map((peer) => peer.refusal("login", { account: "ann", password })),
		);
		const whys = refusals.map(({ why }) => why);
		expect(whys.filter((why) => why === "wrong_password")).toHaveLength(3);
		expect(whys.filter((why) => why === "rate_limited")).toHaveLength(9);
	});
});

describe("when a crowd asks for accounts at once", () => {
	test.skipIf(process.platform !== "linux")(
		"whoever comes from elsewhere is let in all the same (needs 127.0.0.0/8)",
		async () => {
			await using server = await startStaffed(
				{ ann: "member" },
				{ trustLoopback: false, open: true },
			);
			const crowd = await Promise.all(
				Array.from({ length: 90 }, (_, index) => {
					const address = { ...server.address, localAddress: `127.0.0.${3 + (index % 3)}` };
					return server.greeted({ address });
				}),
			);
			const ann = await server.greeted();
			const asked = crowd.map((peer, index) =>
				peer.ask("register", { account: `crowd-${index}`, password }),
			);
			// Theirs are there when hers comes.
			await Promise.race(asked);
			const { account } = await ann.call("login", { account: "ann", password: passwordOf("ann") });
			expect(account).toBe("ann");
			const answers = await Promise.all(asked);
			const refused = answers.filter(({ type }) => type === "error");
			expect(refused.length).toBeGreaterThan(30);
		},
	);
});

describe("a password", () => {
	test("is changed by whoever knows the old one, and the other devices stay unless they are to go", async () => {
		await using server = await TestDaemon.start();
		const { peer: ann } = await server.account("ann");
		const { peer: other } = await server.account("ann");
		const old = passwordOf("ann");
		const wrong = { old: "not the old one", new: password };
		expect((await ann.refusal("password", wrong)).why).toBe("wrong_password");
		expect((await ann.refusal("password", { old, new: "short" })).why).toBe("weak_password");
		expect(await ann.call("password", { old, new: password })).toEqual({});
		expect((await other.call("devices", {})).devices).toHaveLength(2);
		const next = { old: password, new: "another long secret", endOthers: true };
		expect(await ann.call("password", next)).toEqual({});
		expect(await other.next("bye")).toMatchObject({ code: "device_ended" });
		await other.ended();
		expect((await ann.call("devices", {})).devices).toMatchObject([{ current: true }]);
		const peer = await server.greeted();
		for (const gone of [old, password])
			expect((await peer.refusal("login", { account: "ann", password: gone })).why).toBe(
				"wrong_password",
			);
		await peer.call("login", { account: "ann", password: next.new });
	});

	test("is nothing a guest has, who is told what to do", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		const refusal = await peer.refusal("password", { old: "x", new: password });
		expect(refusal).toMatchObject({ why: "not_allowed" });
		expect(refusal.message).toContain("make an account");
	});

	test("stands in no log, at any level, and in no file, and neither does the code of an invitation", async () => {
		const dataDir = makeFolder();
		onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
		const logged: string[] = [];
		const log = createLog("json", "trace", { write: (line) => void logged.push(line) });
		await using server = await TestDaemon.start({ dataDir }, log);
		const code = await inviteCode(server);
		const peer = await server.greeted();
		const login = await peer.call("register", { account: "ann", password, invite: code });
		const wrong = { account: "ann", password: "a wrong secret of hers" };
		const other = await server.greeted();
		await other.refusal("login", wrong);
		await other.refusal("register", { ...wrong, invite: "not a code of anybody" });
		await peer.call("password", { old: password, new: "yet another secret" });
		const person = server.plain();
		await person.sees("username: ");
		person.type("ann");
		await person.sees("password: ");
		person.type("typed in the clear");
		await person.sees("*** The name or the password is wrong.");
		await server.stop();
		const secrets = [password, wrong.password, "yet another secret", "typed in the clear"];
		secrets.push("not a code of anybody", code, login.token ?? "");
		const files = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name), "latin1"));
		expect(logged.length).toBeGreaterThan(3);
		expect(files.length).toBeGreaterThan(1);
		for (const text of [...logged, ...files, person.screen])
			expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
	});
});

describe("everything about accounts", () => {
	test("is there after a restart", async () => {
		const dataDir = makeFolder();
		onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
		const first = await TestDaemon.start({ dataDir });
		const { login } = await first.account("ann");
		await first.account("bob");
		await operate(first, "account.role", { account: "ann", role: "admin" });
		await operate(first, "account.disable", { account: "bob" });
		const code = await inviteCode(first);
		await first[Symbol.asyncDispose]();
		await using server = await TestDaemon.start({ dataDir });
		expect((await server.device(login.token)).login.role).toBe("admin");
		expect((await server.account("ann")).login.account).toBe("ann");
		const peer = await server.greeted();
		const bob = { account: "bob", password: passwordOf("bob") };
		expect((await peer.refusal("login", bob)).why).toBe("account_disabled");
		expect((await peer.refusal("register", { account: "b0b", password })).why).toBe("name_taken");
		const joining = { account: "cleo", password, invite: code };
		expect((await peer.call("register", joining)).account).toBe("cleo");
	});
});
