import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { seq as seqOf } from "@partyline/shared/protocol/ids";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { NativePeer } from "../support/native-peer.ts";
import { body } from "./upkeep-history.ts";
import {
	aMegabyte,
	databaseOf,
	databasesIn,
	fileOf,
	fill,
	general,
	linesOf,
	openJournal,
	run,
	say,
	searchAll,
	select,
	start,
	stop,
	succeed,
	turnsUp,
} from "./upkeep-support.ts";

let machine: Machine;
let file: string;
beforeEach(async () => {
	machine = await Machine.create();
	file = fileOf(machine, "export.jsonl");
});

const epochOf = (path: string) => JSON.parse(linesOf(path)[0] ?? "{}").epoch;

describe("partylined export and import", () => {
	test("take a server to another folder: the same text again, but for the epoch", async () => {
		await machine.startDaemon();
		const ann = await machine.peer("ann");
		await machine.peer("bob");
		await say(ann, 5);
		await ann.call("topic", { room: general, topic: "cake" });
		await ann.call("read", { room: general, seq: 4 });
		await ann.call("create", { with: ["bob"] });
		expect(await succeed(machine, "export", "--json", file)).toBe("");
		expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
		const other = await Machine.create();
		expect(await succeed(other, "import", file)).toBe(
			`Imported 10 events, 2 rooms, 2 accounts to ${other.dataDir}. Start partylined: every client starts over with this history.\nCopy tls-key.pem and tls-cert.pem of the old server to ${other.dataDir} too, or everybody has to accept a new key.\n`,
		);
		await succeed(other, "export", fileOf(other, "again.jsonl"));
		expect(body(fileOf(other, "again.jsonl"))).toEqual(body(file));
		expect(epochOf(fileOf(other, "again.jsonl"))).toMatch(/^[0-9a-f]{32}$/);
		expect(epochOf(fileOf(other, "again.jsonl"))).not.toBe(epochOf(file));
		expect(await succeed(other, "check")).toContain(" is sound: 2 rooms, 10 events, 2 accounts");
		expect(databasesIn(other.dataDir)).toEqual(["partyline.db"]);
	});

	test("what was imported is searched, but for what was taken back", async () => {
		await machine.startDaemon();
		const ann = await machine.peer("ann");
		const said = await say(ann, 5);
		await ann.call("redact", { room: general, seqs: [said[1]!.seq] });
		await succeed(machine, "export", file);
		const other = await Machine.create();
		await succeed(other, "import", file);
		const journal = await openJournal(other.dataDir);
		const found = ["hello 5", "hello 4", "hello 3", "hello 1"];
		expect(await searchAll(journal, [general], "HELLO")).toEqual(found);
		await journal.close();
		expect(await succeed(other, "check")).toContain(" is sound: ");
	});

	test("an imported message takes no more of the disk than one that was posted", async () => {
		await machine.startDaemon();
		await say(await machine.peer("ann"), 5);
		await succeed(machine, "export", file);
		await stop(machine);
		const other = await Machine.create();
		await succeed(other, "import", file);
		const rests = "SELECT rest FROM events ORDER BY room, seq";
		expect(select(databaseOf(other), rests)).toEqual(select(databaseOf(machine), rests));
	});

	test("work through a pipe", async () => {
		await machine.startDaemon();
		await say(await machine.peer("ann"), 3);
		const other = await Machine.create();
		const importing = start(other, "import");
		importing.feed(await succeed(machine, "export"));
		expect((await importing.ended).stdout).toMatch(/^Imported 5 events, 1 room, 1 account /);
	});

	test("a device that was logged in before is logged in after", async () => {
		await machine.startDaemon();
		const peer = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
		await peer.call("hello", { protocol: 1, client: "test" });
		const { token = "" } = await peer.call("login", { guest: "ann" });
		await peer.call("join", { room: general });
		peer.socket.destroy();
		await succeed(machine, "export", file);
		const other = await Machine.create();
		await succeed(other, "import", file);
		await other.startDaemon();
		const again = await NativePeer.connect({ host: "127.0.0.1", port: other.port });
		await again.call("hello", { protocol: 1, client: "test" });
		const login = await again.call("login", { token });
		expect(login).toMatchObject({ account: "ann", rooms: [{ room: general }] });
		again.socket.destroy();
	});

	test("an export of format 1, which knew neither passwords nor states, is imported still", async () => {
		const key = (number: number) => `01890a5d-ac96-774b-bcce-b302099a80${number + 10}`;
		const place = (seq: number) => ({ room: "#general", seq, at: 1, by: "ann" });
		const told = [
			{ partyline: "export", format: 1, epoch: "0".repeat(32) },
			{ account: { account: "ann", name: "Ann", role: "guest" } },
			{ token: { account: "ann", hash: "ab".repeat(32) } },
			{ room: { room: "#general", kind: "public", floor: 2, topic: "cake" } },
			{ member: { room: "#general", account: "ann" } },
			{ trimmed: { ...place(2), key: key(2) } },
			{ event: { ...place(3), type: "message", id: key(3), text: "hello" } },
			{ read: { account: "ann", room: "#general", seq: 3 } },
			{ end: { lines: 9 } },
		];
		const lines = told.map((line) => JSON.stringify(line));
		writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
		expect(await succeed(machine, "import", file)).toContain("Imported 1 event, 1 room, 1 account");
		const again = fileOf(machine, "again.jsonl");
		await succeed(machine, "export", again);
		expect(linesOf(again)[0]).toContain('"format":2');
		expect(body(again)).toEqual(lines.slice(1));
	});

	test("a message that was trimmed away is still the same message when it is sent again", async () => {
		await machine.startDaemon();
		const [first] = await say(await machine.peer("ann"), 3);
		await stop(machine);
		const journal = await openJournal(machine.dataDir);
		await journal.trim(general, seqOf.parse(5));
		await journal.close();
		await machine.startDaemon();
		const again = { room: general, id: first!.id, text: "hello 1" };
		const ann = await machine.peer("ann");
		expect(await ann.call("post", again)).toMatchObject({ seq: first!.seq, duplicate: true });
		await succeed(machine, "export", file);
		const other = await Machine.create();
		await succeed(other, "import", file);
		await other.startDaemon();
		const later = await other.peer("ann");
		expect(await later.call("post", again)).toMatchObject({ seq: first!.seq, duplicate: true });
	});

	test("an export is of one moment, whatever is said meanwhile", async () => {
		await fill(machine.dataDir, 5);
		const journal = await openJournal(machine.dataDir);
		let isOver = false;
		const exporting = run(machine, "export", file).finally(() => {
			isOver = true;
		});
		while (!isOver) await journal.append(aMegabyte());
		expect((await exporting).code).toBe(0);
		await journal.close();
		const other = await Machine.create();
		await succeed(other, "import", file);
		expect(await succeed(other, "check")).toContain(" is sound: ");
	});

	test("a reader that has enough ends an export without a word", async () => {
		await fill(machine.dataDir, 5);
		const [node = "", bin = ""] = machine.command("partylined");
		const script = `{ '${node}' '${bin}' export --json; echo "ended with $?" >&2; } | head -1`;
		const { stdout, stderr } = await machine.pipe(["sh", "-c", script]).ended;
		expect(stdout).toMatch(/^\{"partyline":"export","format":2,"epoch":"[0-9a-f]{32}"\}\n$/);
		expect(stderr).toBe("ended with 0\n");
	});

	test("an interrupted export leaves no file", async () => {
		await fill(machine.dataDir, 30);
		mkdirSync(fileOf(machine, "shelf"));
		const begun = turnsUp(fileOf(machine, "shelf"), /\.part$/);
		const exporting = start(machine, "export", fileOf(machine, "shelf/export.jsonl"));
		await begun;
		exporting.kill("SIGINT");
		expect((await exporting.ended).code).toBe(128);
		expect(readdirSync(fileOf(machine, "shelf"))).toEqual([]);
	});
});
