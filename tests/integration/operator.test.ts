import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { follow, json, passwordOf, printLink, readLink } from "./operator-support.ts";
import { refused, run, succeed } from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

describe("partylined invite", () => {
	test("prints one line, by which somebody talks to the very server over TLS, and owns it", async () => {
		await machine.startDaemon();
		const link = await printLink(machine, "invite");
		expect(link).toMatchObject({ host: "127.0.0.1", port: machine.port });
		const peer = await follow(link);
		const { invite } = link;
		expect(await peer.call("invitation", { invite })).toMatchObject({ makesOwner: true });
		const registration = { invite, account: "ann", password: passwordOf("ann") };
		expect(await peer.call("register", registration)).toMatchObject({
			...{ account: "ann", role: "owner", becameOwner: true },
		});
		const late = await follow(link);
		expect((await late.refusal("register", { ...registration, account: "bob" })).why).toBe(
			"invite_invalid",
		);
		expect(await json(machine, "invite", "list")).toMatchObject([{ id: 1, state: "used" }]);
	});

	test("says on stderr that only this machine reaches the line's address; --host names another", async () => {
		const { stdout, stderr } = await run(machine, "invite");
		expect(stdout).toMatch(/^partyline join partyline:\/\/127\.0\.0\.1\/\S+\n$/);
		expect(stderr).toContain("Only this machine reaches it there; --host NAME ");
		const named = await succeed(machine, "invite", "--host", "chat.example.org");
		expect(readLink(named)).toMatchObject({ host: "chat.example.org", port: 7420 });
		const other = await succeed(machine, "invite", "--host", "chat.example.org:443");
		expect(readLink(other)).toMatchObject({ host: "chat.example.org", port: 443 });
	});

	test("is made on a server that does not run, and holds once it does", async () => {
		const { stderr } = await run(machine, "invite", "--host", "127.0.0.1");
		expect(stderr).toBe(
			`partylined: ${machine.dataDir} has a server now, which it had not before.\n`,
		);
		const host = `127.0.0.1:${machine.port}`;
		const link = readLink(await succeed(machine, "invite", "--host", host, "--role", "admin"));
		await machine.startDaemon();
		const peer = await follow(link);
		const { invite } = link;
		await peer.call("register", { invite, account: "ann", password: passwordOf("ann") });
	});

	test("of many at once each gets its own, whether the daemon runs or not", async () => {
		const make = async (count: number) => {
			const host = `127.0.0.1:${machine.port}`;
			const made = Array.from({ length: count }, () => succeed(machine, "invite", "--host", host));
			return (await Promise.all(made)).map((line) => readLink(line).invite);
		};
		await run(machine, "invite");
		const stopped = await make(4);
		await machine.startDaemon();
		const running = await make(6);
		expect(new Set([...stopped, ...running]).size).toBe(10);
		const ids = (await json(machine, "invite", "list")).map(({ id }) => id);
		expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
	});

	test("brings into a private room, by its title, and can be revoked", async () => {
		await machine.startDaemon();
		const [made] = await json(machine, "room", "create", "#secret", "--private");
		const flags = ["--uses", "2", "--expires", "1h30m", "--room", "#secret"];
		const link = await printLink(machine, "invite", ...flags);
		const ann = await follow(link);
		const { invite } = link;
		const login = await ann.call("register", {
			...{ invite, account: "ann", password: passwordOf("ann") },
		});
		expect(login.rooms).toMatchObject([{ room: made?.room, title: "#secret", kind: "private" }]);
		expect(await succeed(machine, "invite", "list")).toMatch(
			/^ID +STATE +FOR .*\n1 +open +account as member +1 of 2 .* #secret +server\n$/,
		);
		expect(await succeed(machine, "invite", "revoke", "1")).toBe("Invitation 1 is void.\n");
		const bob = await follow(link);
		expect((await bob.refusal("invitation", { invite })).why).toBe("invite_invalid");
		expect(await refused(machine, ["invite", "revoke", "1"], 67)).toBe(
			"There is no invitation 1, or it was revoked already.",
		);
	});

	test.each([
		[["--uses", "0"], "--uses: give a whole number from 1 to 100000."],
		[["--expires", "1s"], "--expires: This must be at least 1m."],
		[["--expires", "soon"], "--expires: A duration is written as 30m, 24h, 7d or 1h30m, "],
		[["--role", "king"], "A role is member, admin or owner."],
		[["--host", "http://x"], "--host: This is the address of a web page; "],
		[["--host", "partyline://x"], "--host: give HOST or HOST:PORT, without partyline://."],
		[["--room", "general"], "Room names begin with #, for example #general."],
	])("refuses %j in a sentence: 64", async (flags, sentence) => {
		const ended = await run(machine, "invite", ...flags);
		expect(ended).toMatchObject({ code: 64, stdout: "" });
		expect(ended.stderr).toContain(`partylined: ${sentence}`);
	});
});
