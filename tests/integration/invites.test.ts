import { errors } from "@partyline/shared/protocol/errors";
import { describe, expect, test } from "vitest";
import { passwordOf, TestDaemon } from "../support/daemon.ts";
import { inviteCode, operate } from "../support/operator.ts";

const password = "a long enough secret";

/** A server to which nobody comes from this machine. */
const startElsewhere = () => TestDaemon.start({ trustLoopback: false });

describe("an invitation", () => {
	test("lets one in from elsewhere; the first by one owns the server, and is told so", async () => {
		await using server = await startElsewhere();
		const invite = await inviteCode(server, { uses: 2 });
		expect(invite).toMatch(/^[\w-]{24}$/);
		const first = await server.greeted();
		expect(await first.call("invitation", { invite })).toEqual({
			server: "partyline",
			role: "member",
			makesOwner: true,
			expiresAt: expect.any(Number),
		});
		const owner = await first.call("register", { invite, account: "ann", password });
		expect(owner).toMatchObject({ role: "owner", becameOwner: true });
		const second = await server.greeted();
		expect((await second.call("invitation", { invite })).makesOwner).toBeUndefined();
		const member = await second.call("register", { invite, account: "bob", password });
		expect(member).toMatchObject({ role: "member" });
		expect(member.becameOwner).toBeUndefined();
	});

	test("makes nobody an owner who comes without one", async () => {
		await using server = await TestDaemon.start();
		expect((await server.account("ann")).login).toMatchObject({ role: "member" });
	});

	test("that is used up, has run out, was revoked or never was one is refused in the same words", async () => {
		await using server = await TestDaemon.start();
		const used = await inviteCode(server);
		const peer = await server.greeted();
		await peer.call("register", { invite: used, account: "ann", password });
		const revoked = await operate(server, "invite.create", {
			...{ uses: 1, expiresInMs: 3_600_000, role: "member" },
		});
		await operate(server, "invite.revoke", { id: revoked.id });
		const short = await inviteCode(server, { expiresInMs: 1_000 });
		const other = await server.greeted();
		await expect
			.poll(async () => (await other.ask("invitation", { invite: short })).type, {
				timeout: 10_000,
			})
			.toBe("error");
		for (const invite of [used, revoked.code, short, "A".repeat(24)]) {
			const same = { why: "invite_invalid", message: errors.invite_invalid.message };
			expect(await other.refusal("invitation", { invite })).toMatchObject(same);
			const wanted = { invite, account: "bob", password };
			expect(await other.refusal("register", wanted)).toMatchObject(same);
		}
	});

	test("used for the last time by twenty at once makes exactly one account", async () => {
		await using server = await TestDaemon.start();
		const invite = await inviteCode(server, { uses: 3 });
		for (const account of ["first", "second"])
			await (await server.greeted()).call("register", { invite, account, password });
		const peers = await Promise.all(Array.from({ length: 20 }, () => server.greeted()));
		const answers = await Promise.all(
			peers.map((peer, index) => peer.ask("register", { invite, account: `n${index}`, password })),
		);
		expect(answers.filter(({ type }) => type === "result")).toHaveLength(1);
		const refused = answers.filter((answer) => answer.type === "error");
		for (const { error } of refused) expect(error.data?.code).toBe("invite_invalid");
		const names = await Promise.all(
			peers.map((_, index) =>
				server.greeted().then((peer) => peer.ask("login", { guest: `n${index}` })),
			),
		);
		expect(names.filter(({ type }) => type === "error")).toHaveLength(1);
	});

	test("is not used up by a registration that is refused", async () => {
		await using server = await TestDaemon.start();
		const invite = await inviteCode(server);
		await server.account("ann");
		const peer = await server.greeted();
		const wanted = { invite, account: "ann", password };
		expect((await peer.refusal("register", wanted)).why).toBe("name_taken");
		const easy = { invite, account: "bob", password: "short" };
		expect((await peer.refusal("register", easy)).why).toBe("weak_password");
		expect((await peer.call("register", { ...easy, password })).account).toBe("bob");
	});

	test("gives the role it says, and brings one into its public room", async () => {
		await using server = await TestDaemon.start();
		const { peer: ann } = await server.account("ann");
		await ann.call("create", { room: "#tea" });
		await operate(server, "account.role", { account: "ann", role: "owner" });
		const invite = await inviteCode(server, { role: "admin", room: "#tea" });
		const peer = await server.greeted();
		expect(await peer.call("invitation", { invite })).toMatchObject({
			role: "admin",
			room: "#tea",
		});
		const bob = await peer.call("register", { invite, account: "bob", password });
		expect(bob).toMatchObject({ role: "admin", rooms: [{ room: "#tea" }] });
		expect(await ann.event("#tea", ({ by }) => by === "bob")).toMatchObject({ type: "join" });
	});

	test("brings one into a private room in the name of whoever made it, under its title", async () => {
		await using server = await TestDaemon.start();
		const { peer: ann } = await server.account("ann");
		const secret = await ann.call("create", { room: "#secret", private: true });
		const invite = await inviteCode(server, { room: secret.room });
		const peer = await server.greeted();
		expect(await peer.call("invitation", { invite })).toMatchObject({ title: "#secret" });
		const bob = await peer.call("register", { invite, account: "bob", password });
		expect(bob.rooms).toMatchObject([{ room: secret.room, title: "#secret", kind: "private" }]);
		expect(await ann.event(secret.room, ({ type }) => type === "invite")).toMatchObject({
			by: "server",
			who: "bob",
		});
	});

	test("cannot be guessed: wrong codes are refused sooner and sooner from one network", async () => {
		await using server = await startElsewhere();
		const invite = await inviteCode(server);
		const peer = await server.greeted();
		for (let tries = 0; tries < 3; tries++)
			expect((await peer.refusal("invitation", { invite: `x${tries}` })).why).toBe(
				"invite_invalid",
			);
		const refused = await peer.refusal("register", { invite, account: "ann", password });
		expect(refused).toMatchObject({ why: "rate_limited" });
		expect(refused.data?.retryAfterMs).toBeGreaterThan(0);
	});
});

describe("a link that resets a password", () => {
	test("sets another one, signs the old devices out, and works once", async () => {
		await using server = await startElsewhere();
		const invite = await inviteCode(server);
		const peer = await server.greeted();
		const ann = await peer.call("register", { invite, account: "ann", password });
		const { code } = await operate(server, "account.reset", {
			account: "ann",
			expiresInMs: 3_600_000,
		});
		const late = await server.greeted();
		expect(await late.call("invitation", { invite: code })).toMatchObject({ account: "ann" });
		const other = { invite: code, account: "bob", password: "a new long secret" };
		expect((await late.refusal("register", other)).why).toBe("invite_invalid");
		const easy = { invite: code, account: "ann", password: "short" };
		expect((await late.refusal("register", easy)).why).toBe("weak_password");
		const login = await late.call("register", { ...other, account: "ANN" });
		expect(login).toMatchObject({ account: "ann", role: "owner" });
		expect(login.becameOwner).toBeUndefined();
		expect(await peer.next("bye")).toMatchObject({ code: "device_ended" });
		await peer.ended();
		const anew = await server.greeted();
		expect((await anew.refusal("login", { token: ann.token })).why).toBe("token_invalid");
		expect((await anew.refusal("login", { account: "ann", password })).why).toBe("wrong_password");
		const again = { ...other, account: "ann" };
		expect((await anew.refusal("register", again)).why).toBe("invite_invalid");
		expect((await anew.call("login", { ...again })).account).toBe("ann");
	});

	test("followed by two at once sets one password", async () => {
		await using server = await TestDaemon.start();
		await server.account("ann");
		const { code } = await operate(server, "account.reset", {
			account: "ann",
			expiresInMs: 3_600_000,
		});
		const peers = await Promise.all([server.greeted(), server.greeted()]);
		const answers = await Promise.all(
			peers.map((peer, index) =>
				peer.ask("register", { invite: code, account: "ann", password: `${password} ${index}` }),
			),
		);
		expect(answers.map(({ type }) => type).sort()).toEqual(["error", "result"]);
	});

	test("is how an account that the operator added without a password gets one", async () => {
		await using server = await startElsewhere();
		await operate(server, "account.add", { account: "ann", role: "admin" });
		const peer = await server.greeted();
		const old = { account: "ann", password: passwordOf("ann") };
		expect((await peer.refusal("login", old)).why).toBe("wrong_password");
		const { code } = await operate(server, "account.reset", {
			account: "ann",
			expiresInMs: 3_600_000,
		});
		expect(await peer.call("register", { ...old, invite: code })).toMatchObject({ role: "admin" });
	});
});
