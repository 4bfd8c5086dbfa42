import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "@partyline/server/journal";
import { currentSchema } from "@partyline/server/journal/migrations";
import type { Account, StoredRoom } from "@partyline/server/ports";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import {
	accountName,
	beforeFirst,
	newMessageId,
	nextSeq,
	roomName,
} from "@partyline/shared/protocol/ids";
import { words } from "@partyline/shared/text/words";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { NativePeer } from "../support/native-peer.ts";
import {
	canMount,
	databaseOf,
	databasesIn,
	edit,
	fileOf,
	linesOf,
	openJournal,
	refused,
	run,
	searchAll,
	select,
	smallDisk,
	start,
	stop,
	succeed,
	turnsUp,
} from "./upkeep-support.ts";

const fixtures = fileURLToPath(new URL("../fixtures/data-folders", import.meta.url));
const olderSchemas = Array.from({ length: currentSchema - 1 }, (_, index) => index + 1);

/** What a fixture says of something, whose last members are of a later schema than it may be. */
type Told<T, Later extends keyof T> = Omit<T, Later> & Partial<Pick<T, Later>>;

/** What tests/fixtures/make-data-folder.ts wrote down of the folder it made, one of these a line. */
type Expected = {
	readonly epoch?: string;
	readonly account?: Told<Account, "state"> | string;
	readonly token?: string;
	readonly room?: Told<StoredRoom, "state" | "floor">;
	readonly trimmed?: RoomEvent;
	readonly event?: RoomEvent;
	readonly read?: { readonly account: string; readonly room: string; readonly seq: number };
};

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

/** Gives the machine the data folder of an older schema; resolves with what it must show. */
function takeOver(schema: number, dataDir = machine.dataDir): Expected[] {
	const fixture = join(fixtures, `schema-${schema}`);
	mkdirSync(dataDir, { recursive: true });
	copyFileSync(join(fixture, "partyline.db"), join(dataDir, "partyline.db"));
	return linesOf(join(fixture, "expected.jsonl")).map((line): Expected => JSON.parse(line));
}

const backupOf = (schema: number, dataDir = machine.dataDir) =>
	join(dataDir, `partyline.db.schema-${schema}.backup`);
const schemaOf = (path: string) => select(path, "PRAGMA user_version")[0];

describe.each(olderSchemas)("a data folder of schema %i", (schema) => {
	test("is there to be tested: made before the next migration was added", () => {
		const path = join(fixtures, `schema-${schema}`, "partyline.db");
		const hint = `check out the commit before the migration, and run tests/fixtures/make-data-folder.ts with ${path}`;
		expect(existsSync(path), hint).toBe(true);
		// PRAGMA user_version, read without SQLite, which would leave files beside the fixture.
		expect(readFileSync(path).readUInt32BE(60), hint).toBe(schema);
	});

	test("shows everything that it held, and goes on from there", async () => {
		const expected = takeOver(schema);
		await machine.startDaemon();
		await stop(machine);
		const { journal, accounts } = await openStore({
			dataDir: machine.dataDir,
			onFatal(error) {
				throw error;
			},
		});
		const of = <K extends keyof Expected>(kind: K) =>
			expected.flatMap((line) => (line[kind] === undefined ? [] : [line[kind]]));
		expect([journal.epoch]).toEqual(of("epoch"));
		const trimmed = of("trimmed");
		const floorOf = (room: string) =>
			Math.max(0, ...trimmed.filter((event) => event.room === room).map(({ seq }) => seq));
		// Rooms had no state before schema 3, and accounts none.
		const rooms = of("room").map((room) => ({ state: {}, floor: floorOf(room.room), ...room }));
		expect(await journal.rooms()).toEqual(rooms);
		const people = of("account").flatMap((account) =>
			typeof account === "string" ? [] : [{ state: "active", ...account }],
		);
		expect(await accounts.all()).toEqual(people);
		const logs = await Promise.all(
			of("room").map((room) => journal.after(room.room, beforeFirst, 1000)),
		);
		expect(logs.flat()).toEqual(of("event"));
		const marks = of("read").map(async (mark) => {
			const byRoom = await journal.readMarks(accountName.parse(mark.account));
			return byRoom.get(roomName.parse(mark.room));
		});
		expect(await Promise.all(marks)).toEqual(of("read").map(({ seq }) => seq));
		const [first] = of("room");
		const more = { room: first!.room, at: 1, by: accountName.parse("ann"), type: "join" as const };
		const [receipt] = await journal.append([{ key: newMessageId(), event: more }]);
		expect(receipt?.event.seq).toBe(nextSeq(first!.head));
		await journal.close();
		expect(await succeed(machine, "check")).toContain(` is sound: `);
	});

	test("is searched through all that it held once it was indexed, and is sound before and after", async () => {
		const expected = takeOver(schema);
		const journal = await openJournal(machine.dataDir);
		await journal.close();
		expect(select(databaseOf(machine), "SELECT value FROM meta WHERE name = 'indexed'")).toEqual([
			"0",
		]);
		expect(await succeed(machine, "check")).toContain(` is sound: `);
		const again = await openJournal(machine.dataDir);
		const rooms = expected.flatMap(({ room }) => (room === undefined ? [] : [room.room]));
		const messages = expected
			.flatMap(({ event }) => (event?.type === "message" && !event.redacted ? [event] : []))
			.filter(({ text }) => words(text).length > 0);
		expect(messages.length).toBeGreaterThan(20);
		for (const { room, text } of messages)
			expect(await searchAll(again, [room], text)).toContain(text);
		const [deploys, slips] = [await searchAll(again, rooms, "deploy"), "this is taken back"];
		expect(deploys).toHaveLength(20);
		expect(await searchAll(again, rooms, slips)).toEqual([]);
		await again.close();
		expect(await succeed(machine, "check")).toContain(` is sound: `);
	});

	test("lets in whoever had a token, and knows what was said already", async () => {
		const expected = takeOver(schema);
		await machine.startDaemon();
		const tokens = expected.filter(({ token }) => token !== undefined);
		expect(tokens).not.toEqual([]);
		for (const { token = "", account } of tokens) {
			const peer = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
			await peer.call("hello", { protocol: 1, client: "test" });
			expect((await peer.call("login", { token })).account).toBe(account);
			const said = expected.flatMap(({ event }) => (event?.by === account ? [event] : []));
			for (const event of said) {
				if (event?.type !== "message") continue;
				const { room, id } = event;
				// Of one that was taken back nobody knows the text.
				const text = event.text || "something else";
				expect(await peer.call("post", { room, id, text })).toEqual({
					...{ room, id, seq: event.seq, at: event.at, duplicate: true },
				});
			}
			peer.socket.destroy();
		}
	});

	test("is backed up before the first change, once, and the backup is whole", async () => {
		takeOver(schema);
		const expected = await succeed(machine, "export");
		const daemon = await machine.startDaemon();
		const told = {
			from: schema,
			to: currentSchema,
			msg: "upgraded; the backup of before is beside it",
		};
		expect(JSON.parse(daemon.lines()[0] ?? "{}")).toMatchObject(told);
		await stop(machine);
		expect(schemaOf(databaseOf(machine))).toBe(currentSchema);
		expect(schemaOf(backupOf(schema))).toBe(schema);
		expect(await succeed(machine, "check", backupOf(schema))).toContain(`, schema ${schema}, `);
		const other = await Machine.create();
		await succeed(other, "restore", backupOf(schema));
		expect(await succeed(other, "export")).toBe(expected);
		await machine.startDaemon();
		await stop(machine);
		expect(databasesIn(machine.dataDir)).toEqual([
			"partyline.db",
			`partyline.db.schema-${schema}.backup`,
		]);
	});

	test("keeps an older backup when it is put back and upgraded a second time", async () => {
		takeOver(schema);
		await machine.startDaemon();
		await stop(machine);
		const first = readFileSync(backupOf(schema));
		takeOver(schema);
		await machine.startDaemon();
		expect(readFileSync(backupOf(schema))).toEqual(first);
		const backups = readdirSync(machine.dataDir).filter((name) => name.includes(".backup"));
		expect(backups).toHaveLength(2);
	});

	test("survives a daemon that is killed in the middle of the upgrade", async () => {
		const expected = takeOver(schema);
		const events = expected.filter(({ event }) => event !== undefined).length;
		for (const moment of [/\.part$/, /\.part-journal$/, /\.backup/, /partyline\.db-wal$/]) {
			takeOver(schema);
			const reached = turnsUp(machine.dataDir, moment);
			const daemon = start(machine, "--port", "0", "--host", "127.0.0.1", "--log", "json");
			await reached;
			await daemon.end();
			// Each migration is whole, or did not happen.
			const between = Array.from(
				{ length: currentSchema - schema + 1 },
				(_, step) => schema + step,
			);
			expect(between).toContain(schemaOf(databaseOf(machine)));
			expect(await succeed(machine, "check")).toContain(`, ${events} events, `);
			await machine.startDaemon();
			await stop(machine);
			expect(schemaOf(databaseOf(machine))).toBe(currentSchema);
			expect(await succeed(machine, "check")).toContain(`, ${events} events, `);
			for (const name of readdirSync(machine.dataDir))
				if (name.includes(".backup")) await succeed(machine, "check", join(machine.dataDir, name));
		}
	});

	test.skipIf(!canMount)(
		"stays as it is when the disk has no room for its backup (needs the right to mount a small disk): 73",
		async () => {
			takeOver(schema);
			const disk = smallDisk(Math.ceil(statSync(databaseOf(machine)).size / 1024) + 64);
			takeOver(schema, disk);
			const path = join(disk, "partyline.db");
			const before = readFileSync(path);
			const flags = ["--data", disk, "--port", "0", "--host", "127.0.0.1"];
			expect(await refused(machine, flags, 73)).toMatch(
				new RegExp(
					`^${path} has to be upgraded from schema ${schema} to ${currentSchema}, but its backup .* cannot be written \\(.*full\\): nothing was changed\\.$`,
				),
			);
			expect(readFileSync(path)).toEqual(before);
			expect(readdirSync(disk).filter((name) => /\.part|backup/.test(name))).toEqual([]);
		},
	);
});

describe("a database of a newer schema", () => {
	test("is refused by every command with the same sentence, and stays as it is", async () => {
		await machine.startDaemon();
		await stop(machine);
		const newer = currentSchema + 1;
		const path = databaseOf(machine);
		edit(path, `PRAGMA user_version = ${newer}`);
		const before = readFileSync(path);
		const sentence = `${path} was written by a newer partyline (schema ${newer}, this one knows ${currentSchema}): run that version, or choose another data folder.`;
		const daemon = ["--host", "127.0.0.1", "--port", "0"];
		expect(await refused(machine, daemon, 73)).toBe(sentence);
		const out = fileOf(machine, "out");
		for (const args of [["check"], ["check", path], ["backup", out], ["export"], ["export", out]])
			expect(await refused(machine, args, 65)).toBe(sentence);
		const other = await Machine.create();
		expect(await refused(other, ["restore", path], 65)).toBe(sentence);
		expect(existsSync(out)).toBe(false);
		expect(readFileSync(path)).toEqual(before);
		expect((await run(machine, "import", path)).code).toBe(73);
	});
});
