import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { NativePeer } from "../support/native-peer.ts";
import { account, json, passwordOf } from "./operator-support.ts";
import { refused, run, succeed } from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

describe("partylined room, ban, audit and undo", () => {
	test("take somebody out of a room while they are in it, on a server that runs", async () => {
		await machine.startDaemon();
		const ann = await account(machine, "ann");
		const bob = await account(machine, "bob");
		const { room } = await ann.call("create", { room: "#secret", private: true });
		await ann.call("invite", { room, account: "bob" });
		expect(await succeed(machine, "room", "kick", "#secret", "bob", "--reason", "too loud")).toBe(
			"bob is out of #secret.\n",
		);
		const kick = await ann.event(room, ({ type }) => type === "kick");
		expect(kick).toMatchObject({ by: "server", who: "bob", reason: "too loud" });
		expect((await bob.refusal("history", { room, limit: 1 })).why).toBe("no_such_room");
		expect(await succeed(machine, "room", "members", "#secret")).toMatch(
			/^ACCOUNT .*\nann +member +moderator +online\n$/,
		);
	});

	test("list private rooms by title and id, and ask which of two of one title is meant", async () => {
		for (const _ of [1, 2]) {
			if (_ === 1) await run(machine, "invite");
			await succeed(machine, "room", "create", "#secret", "--private");
		}
		const rooms = await json(machine, "room", "list");
		const ids = rooms.filter(({ kind }) => kind === "private").map(({ room }) => String(room));
		expect(ids).toHaveLength(2);
		const sentence = await refused(machine, ["room", "show", "#secret"], 67);
		expect(sentence).toMatch(/^Several private rooms are called #secret: say which by its id, of /);
		for (const id of ids) expect(sentence).toContain(id);
		expect(await succeed(machine, "room", "show", ids[0] ?? "")).toMatch(/^room +#secret\nid +@/);
	});

	test("shut an account out at once, and let it in again by undoing that", async () => {
		await machine.startDaemon();
		const ann = await account(machine, "ann");
		expect(
			await succeed(machine, "ban", "add", "ann", "--for", "1h30m", "--reason", "spam"),
		).toMatch(/^ann is banned until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n$/);
		expect((await ann.next("bye")).reason).toContain("spam");
		const acts = await json(machine, "audit", "--limit", "1");
		expect(acts).toMatchObject([{ by: "server", what: "ban", who: "ann", reason: "spam" }]);
		const number = String(acts[0]?.act);
		await succeed(machine, "undo", number);
		expect(await succeed(machine, "ban", "list")).toBe("Nobody is banned.\n");
		const peer = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
		await peer.call("hello", { protocol: 1, client: "test" });
		await peer.call("login", { account: "ann", password: passwordOf("ann") });
		peer.socket.destroy();
		expect(await refused(machine, ["undo", number], 77)).toContain(" is undone already, by act ");
		expect(await refused(machine, ["undo", "99"], 67)).toBe("There is no act 99.");
	});

	test("keep a room as it is told, and the audit says so", async () => {
		await run(machine, "invite");
		await succeed(machine, "room", "create", "#team");
		await succeed(machine, "room", "describe", "#team", "who plays");
		await succeed(machine, "room", "retention", "#team", "90d");
		await succeed(machine, "room", "rename", "#team", "#crew");
		await succeed(machine, "room", "archive", "#team");
		const kept = { room: "#crew", description: "who plays", retentionDays: 90, archived: true };
		const rooms = await json(machine, "room", "list");
		expect(rooms.find(({ room }) => room === "#crew")).toMatchObject({
			...kept,
			formerly: ["#team"],
		});
		await succeed(machine, "room", "unarchive", "#crew");
		expect(await succeed(machine, "room", "retention", "#crew", "off")).toBe(
			"#crew keeps everything.\n",
		);
		const [shown] = await json(machine, "room", "show", "#crew");
		expect(shown?.room).not.toHaveProperty("archived");
		expect(shown?.room).not.toHaveProperty("retentionDays");
		const whats = (await json(machine, "audit", "--room", "#crew")).map(({ what }) => what);
		expect(whats).toEqual(["settings", "settings", "settings", "rename", "settings", "settings"]);
		for (const days of ["0", "never", "-1"])
			expect((await run(machine, "room", "retention", "#crew", days)).code).toBe(64);
	});
});
