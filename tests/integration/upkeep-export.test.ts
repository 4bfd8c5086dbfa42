import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openStore } from "@partyline/server/journal";
import type { Draft, StoredDevice } from "@partyline/server/ports";
import { exportJson } from "@partyline/server/upkeep/export";
import { importLines } from "@partyline/server/upkeep/import";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import {
	accountName,
	type MessageId,
	newMessageId,
	type RoomName,
	roomName,
	seq as seqOf,
	serverAuthor,
} from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { lineKinds } from "../../apps/server/src/journal/export-format.ts";
import { makeFolder } from "../support/daemon.ts";
import { Machine } from "../support/machine.ts";
import { NativePeer } from "../support/native-peer.ts";
import {
	aMegabyte,
	canMount,
	databaseOf,
	databasesIn,
	edit,
	fileOf,
	fill,
	general,
	linesOf,
	openJournal,
	refused,
	run,
	say,
	searchAll,
	select,
	smallDisk,
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

const body = (path: string) => linesOf(path).slice(1);
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

	test("any history is the same after export and import", async () => {
		await fc.assert(fc.asyncProperty(anyHistory, roundTrip), { numRuns: 25, endOnFailure: true });
	}, 120_000);
});

const names = ["ann", "Bob", "Zoë", "李雷"].map((name) => accountName.parse(name));
const rooms = ["#general", "#ops", "#日本", "@0123456789", "@privateroom"].map((name) =>
	roomName.parse(name),
);
const [, , , directRoom, privateRoom] = rooms;
const secret = roomName.parse("#secret");
const anyText = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.constantFrom(
		"",
		"\n",
		"\u2028",
		'{"event":{}}',
		"\u{1f44b}\u200d",
		"\\",
		"\u0000",
		"x".repeat(9_000),
	),
);
const anyOne = <T>(list: readonly T[]) => fc.constantFrom(...list);
const label = { name: "laptop", client: "test 1" };
const orders = ["invitation", "server-ban", "act", "ignore", "password"] as const;
const isShort = (text: string) => text.length <= 250;
const anySettings = fc.record(
	{
		description: anyText.filter(isShort),
		archived: fc.boolean(),
		readOnly: fc.boolean(),
		slowSeconds: fc.integer({ min: 0, max: 60 }),
		retentionDays: fc.integer({ min: 0, max: 30 }),
	},
	{ requiredKeys: [] },
);
const anyStep = fc.record({
	room: anyOne(rooms),
	by: anyOne(names),
	at: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
	what: fc.oneof(
		fc.record({
			type: fc.constant("message" as const),
			text: anyText,
			action: fc.option(fc.constant(true as const), { nil: undefined }),
			replyTo: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
		}),
		fc.record({ type: anyOne(["join", "part"] as const) }),
		fc.record({ type: fc.constant("topic" as const), topic: anyText }),
		fc.record({ type: fc.constant("read" as const), seq: fc.integer({ min: 0, max: 9 }) }),
		fc.record({ type: fc.constant("trim" as const), below: fc.integer({ min: 1, max: 9 }) }),
		fc.record({ type: fc.constant("token" as const) }),
		fc.record({ type: anyOne(["invite", "kick", "unban", "unmute"] as const), who: anyOne(names) }),
		fc.record({
			type: anyOne(["ban", "mute"] as const),
			who: anyOne(names),
			until: fc.option(fc.integer({ min: 0, max: 8_640_000_000_000_000 }), { nil: undefined }),
			reason: fc.option(anyText.filter(isShort), { nil: undefined }),
		}),
		fc.record({
			type: fc.constant("role" as const),
			who: anyOne(names),
			role: anyOne(["member", "moderator"] as const),
		}),
		fc.record({ type: fc.constant("rename" as const), number: fc.integer({ min: 0, max: 2 }) }),
		fc.record({ type: fc.constant("settings" as const), settings: anySettings }),
		fc.record({
			type: fc.constant("redact" as const),
			seqs: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
		}),
		fc.record({ type: anyOne(orders) }),
	),
});
const anyHistory = fc.record({
	steps: fc.array(anyStep, { maxLength: 40 }),
	made: fc.subarray(rooms, { minLength: 0 }),
});
type History = typeof anyHistory extends fc.Arbitrary<infer T> ? T : never;
type Step = History["steps"][number];
type Store = Awaited<ReturnType<typeof openStore>>;

async function roundTrip(history: History): Promise<void> {
	const folder = makeFolder();
	try {
		const [first, second] = [join(folder, "first"), join(folder, "second")];
		await live(first, history);
		await exportJson(first, join(folder, "first.jsonl"));
		await importLines(second, join(folder, "first.jsonl"));
		await exportJson(second, join(folder, "second.jsonl"));
		expect(body(join(folder, "second.jsonl"))).toEqual(body(join(folder, "first.jsonl")));
		expect(await shown(second)).toEqual(await shown(first));
	} finally {
		await rm(folder, { recursive: true });
	}
}

function open(dataDir: string): Promise<Store> {
	return openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
}

async function live(dataDir: string, { steps, made }: History): Promise<void> {
	const store = await open(dataDir);
	for (const name of names)
		await store.accounts.add({
			account: name,
			name: `${name} \u202e`,
			role: "member",
			state: "active",
		});
	await store.journal.append(made.map(createdFor));
	const places = new Map(made.map((room) => [room, { head: 1, called: room }]));
	for (const step of steps) {
		const place = places.get(step.room);
		if (place !== undefined) await take(store, step, place);
	}
	await store.journal.close();
}

function createdFor(room: RoomName): Draft {
	const place = { room, at: 1, by: names[0]!, type: "create" as const };
	const kinds = new Map([
		[directRoom, { kind: "direct" as const, with: names.slice(0, 2) }],
		[privateRoom, { kind: "private" as const, title: secret }],
	]);
	const kind = kinds.get(room) ?? { kind: "public" as const };
	return { key: newMessageId(), event: { ...place, ...kind } };
}

/** Where a room's log ends, and what the room is called now. */
type Place = { head: number; called: RoomName };

async function take(store: Store, step: Step, place: Place): Promise<void> {
	const { by, at, what } = step;
	const { journal, accounts } = store;
	if (isOrder(what)) return await keepOrder(store, step, what.type);
	switch (what.type) {
		case "read":
			if (what.seq === 0 || what.seq > place.head) return;
			await journal.markRead(by, place.called, seqOf.parse(what.seq));
			return;
		case "trim":
			return await journal.trim(place.called, seqOf.parse(what.below));
		case "token":
			await accounts.issueToken(by, { ...label, at });
			return;
		default:
			return await happen(store, step, place);
	}
}

async function happen({ journal }: Store, step: Step, place: Place): Promise<void> {
	const key = newMessageId();
	const event = eventOf(step, place, { id: key });
	if (event === undefined) return;
	await journal.append([{ key, event }]);
	place.head += 1;
	if (event.type === "rename" && step.room.startsWith("#")) place.called = event.name;
}

type Order = (typeof orders)[number];

function isOrder(what: Step["what"]): what is Extract<Step["what"], { type: Order }> {
	return orders.some((each) => each === what.type);
}

async function keepOrder(store: Store, { by, at, room }: Step, what: Order): Promise<void> {
	const { accounts, invites, bans, acts } = store;
	if (what === "ignore") return await accounts.setIgnored(by, names[0]!, true);
	if (what === "password") {
		await accounts.setPassword(by, "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA");
		return await accounts.setState(by, at % 2 === 0 ? "active" : "disabled");
	}
	if (what === "server-ban") await bans.put({ account: by, by: serverAuthor, at, until: at });
	if (what === "act") {
		const [last] = await acts.page({ limit: 1 });
		const undoes = last === undefined || last.undoes !== undefined ? {} : { undoes: last.act };
		await acts.append({ at, by, what: "ban", who: by, room, undo: "{}", ...undoes });
	}
	if (what === "invitation") {
		const hash = createHash("sha256").update(newMessageId()).digest();
		const places = { room, account: by, createdAt: at, by };
		const { id } = await invites.create({ uses: 2, expiresAt: at, role: "admin", ...places }, hash);
		if (at % 2 === 0) await invites.revoke(id);
	}
}

function eventOf(
	{ room, by, at, what }: Step,
	{ called }: Place,
	{ id }: { readonly id: MessageId },
): Draft["event"] | undefined {
	const place = { room: called, by, at };
	switch (what.type) {
		case "message": {
			const { text, action, replyTo } = what;
			const more = {
				...(action && { action }),
				...(replyTo !== undefined && { replyTo: seqOf.parse(replyTo) }),
			};
			return { ...place, type: "message", id, text, ...more };
		}
		case "join":
		case "part":
			return { ...place, type: what.type };
		case "topic":
			return { ...place, type: "topic", topic: what.topic };
		case "invite":
		case "kick":
		case "unban":
		case "unmute":
			return { ...place, type: what.type, who: what.who };
		case "ban":
		case "mute": {
			const { type, who, until, reason } = what;
			const more = {
				...(until !== undefined && { until }),
				...(reason !== undefined && { reason }),
			};
			return { ...place, type, who, ...more };
		}
		case "role":
			return { ...place, type: "role", who: what.who, role: what.role };
		case "settings":
			return { ...place, type: "settings", ...what.settings };
		case "redact":
			return { ...place, type: "redact", seqs: what.seqs.map((each) => seqOf.parse(each)) };
		case "rename":
			return renamed(room, { ...place, number: what.number });
		default:
			return undefined;
	}
}

/** Calls a room, or of a private one its title, by another name that is its own alone. */
function renamed(
	made: RoomName,
	{ number, ...place }: Pick<RoomEvent, "room" | "by" | "at"> & { readonly number: number },
): Draft["event"] | undefined {
	if (made === directRoom) return undefined;
	const isPrivate = made === privateRoom;
	const name = roomName.parse(`${isPrivate ? secret : made}-${number}`);
	if (name === place.room) return undefined;
	return { ...place, type: "rename", name, was: isPrivate ? secret : place.room };
}

/** What a hub would see of a store. Rooms come in the order of their making, which nobody relies on. */
async function shown(dataDir: string): Promise<object> {
	const { journal, accounts, invites, bans, acts } = await open(dataDir);
	const all = [...(await journal.rooms())].sort((a, b) => (a.room < b.room ? -1 : 1));
	const logs = await Promise.all(
		all.map(({ room }) => journal.before(room, seqOf.parse(1_000_000), 1_000)),
	);
	const people = await Promise.all(
		(await accounts.all()).map(async (account) => ({
			...account,
			marks: new Map([...(await journal.readMarks(account.account))].sort()),
			password: await accounts.passwordOf(account.account),
			devices: byDevice(await accounts.devices(account.account)),
			ignored: await accounts.ignored(account.account),
		})),
	);
	const order = [await invites.all(), await bans.all(), await acts.page({ limit: 1_000 })];
	await journal.close();
	return { rooms: all, logs, people, order };
}

function byDevice(devices: readonly StoredDevice[]): StoredDevice[] {
	return [...devices].sort((a, b) => (a.device < b.device ? -1 : 1));
}

describe("partylined export refuses", () => {
	test("a data folder without a database: 66", async () => {
		expect(await refused(machine, ["export"], 66)).toContain("There is no partyline database in ");
		expect(await refused(machine, ["export", file], 66)).toContain("There is no partyline ");
		expect(existsSync(file)).toBe(false);
	});

	test("to write over a file: 73", async () => {
		await fill(machine.dataDir, 1);
		writeFileSync(file, "precious");
		expect(await refused(machine, ["export", "--json", file], 73)).toContain("is there already");
		expect(readFileSync(file, "utf8")).toBe("precious");
	});

	test("an event that cannot be read, and leaves no file: 65", async () => {
		await fill(machine.dataDir, 1);
		edit(databaseOf(machine), "UPDATE events SET type = 'riddle' WHERE seq = 50");
		expect(await refused(machine, ["export", file], 65)).toBe(
			'The database cannot be read to the end (The database holds string where a type of event belongs); "partylined check" tells more.',
		);
		expect(readdirSync(machine.home)).toEqual(["state"]);
	});

	test.skipIf(!canMount)(
		"a disk that is full (needs the right to mount a small disk): 73, and 74 for stdout",
		async () => {
			await fill(machine.dataDir, 2);
			const disk = smallDisk(512);
			const target = join(disk, "export.jsonl");
			expect(await refused(machine, ["export", target], 73)).toBe(
				`${target} cannot be written: no space left on device.`,
			);
			expect(readdirSync(disk)).toEqual([]);
			const [node = "", bin = ""] = machine.command("partylined");
			const script = `'${node}' '${bin}' export > '${target}'`;
			expect(await machine.pipe(["sh", "-c", script]).ended).toMatchObject({
				code: 74,
				stderr: "partylined: The export cannot be written: no space left on device.\n",
			});
		},
	);
});

/** The kinds of line, in their order. */
const order = Object.keys(lineKinds);
const kindOf = (line: string) => Object.keys(JSON.parse(line))[0] ?? "";
const spentInvite = {
	...{ id: 1, hash: "ab".repeat(32), uses: 1, used: 1, expiresAt: 1, role: "member" },
	...{ createdAt: 1, by: "server", revoked: false },
};

describe("partylined import refuses", () => {
	/** The export of a small server, made once for all tests. */
	let lines: readonly string[] = [];
	beforeEach(async () => {
		if (lines.length === 0) lines = await exportSmallServer();
		writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
	});

	async function exportSmallServer(): Promise<string[]> {
		const server = await Machine.create();
		await server.startDaemon();
		const ann = await server.peer("ann");
		await say(ann, 2);
		await ann.call("read", { room: general, seq: 3 });
		await stop(server);
		const journal = await openJournal(server.dataDir);
		await journal.append([createdFor(roomName.parse("#old")), createdFor(roomName.parse("#new"))]);
		await journal.trim(roomName.parse("#old"), seqOf.parse(2));
		await journal.close();
		await succeed(server, "export", fileOf(server, "small.jsonl"));
		return linesOf(fileOf(server, "small.jsonl"));
	}

	/** The number of the first line of a kind. */
	const at = (kind: string) => lines.findIndex((line) => line.startsWith(`{"${kind}"`)) + 1;

	async function refusal(changed: readonly string[], code = 65): Promise<string> {
		writeFileSync(file, changed.map((line) => `${line}\n`).join(""));
		const sentence = await refused(machine, ["import", file], code);
		expect(databasesIn(machine.dataDir)).toEqual([]);
		return sentence;
	}

	test.each<[string, string, (line: string) => string, string]>([
		["what is not JSON", "event", () => "hello", "it is not a JSON object"],
		["an unknown line", "event", () => '{"cake":1}', "it is none of partyline, account, "],
		[
			"another format",
			"partyline",
			(line) => line.replace('"format":2', '"format":3'),
			"its format is 3, and this partylined reads 1 and 2",
		],
		[
			"no header",
			"partyline",
			() => '{"account":{"account":"x","name":"x","role":"guest"}}',
			"an export begins with its header",
		],
		[
			"a field too many",
			"event",
			(line) => line.replace('"seq"', '"mood":"good","seq"'),
			"it has a field that does not belong there",
		],
		[
			"a name nobody can have",
			"account",
			(line) => line.replace(/ann/g, "a b"),
			"account.account: ",
		],
		[
			"another spelling",
			"room",
			(line) => line.replace("#general", "#General").replace("#new", "#New"),
			"it has a field that does not belong there, or a name in another",
		],
		[
			"a hole",
			"event",
			(line) => line.replace('"seq":1', '"seq":2'),
			"the next event of #general is 1, and this one is 2",
		],
		[
			"an event without a key",
			"event",
			(line) => line.replace(/,"key":"[^"]*"/, ""),
			"every event has a key",
		],
		[
			"an event of no room",
			"event",
			(line) => line.replace("#general", "#nowhere"),
			"there is no line for the room #nowhere",
		],
		[
			"a room that does not begin",
			"event",
			(line) => line.replace('"create","kind":"public"', '"join"'),
			"the first event of a room, and no other, is its create",
		],
		[
			"a token of nobody",
			"token",
			(line) => line.replace('"ann"', '"zoe"'),
			"There is no account zoe",
		],
		[
			"a key of a room that was not trimmed",
			"trimmed",
			(line) => line.replace("#old", "#new"),
			"#new was not trimmed as far as 1",
		],
		[
			"a read mark beyond the end",
			"read",
			(line) => line.replace('"seq":3', '"seq":9'),
			"#general ends at 4, so nobody has read 9",
		],
		[
			"a wrong end",
			"end",
			(line) => line.replace(/\d+/, "3"),
			"the export had 3 lines, and here are ",
		],
	])("%s, by the number of its line: 65", async (...row) => {
		const [, kind, change, clause] = row;
		const number = at(kind);
		const changed = lines.with(number - 1, change(lines[number - 1]!));
		const sentence = await refusal(changed);
		expect(sentence).toContain(`Line ${number}: ${clause}`);
		expect(sentence).toMatch(/\. Nothing was imported\.$/);
	});

	test("a line twice, and lines in another order: 65", async () => {
		const event = at("event");
		expect(await refusal(lines.toSpliced(event, 0, lines[event - 1]!))).toContain(
			`Line ${event + 1}: the next event of #general is 2, and this one is 1.`,
		);
		const token = at("token");
		expect(await refusal(lines.toSpliced(token, 0, lines[token - 1]!))).toContain(
			`Line ${token + 1}: this token is there already.`,
		);
		expect(await refusal(lines.toSpliced(at("end") - 1, 0, lines[1]!))).toContain(
			`Line ${at("end")}: a line "account" may not come after a line "read".`,
		);
	});

	test.each<[string, object, string]>([
		["a ban of nobody", { ban: { ban: 1, by: "server", at: 1 } }, "this ban contradicts itself"],
		[
			"an invitation that was used more often than it may be",
			{ invite: { ...spentInvite, used: 3 } },
			"this invitation contradicts itself",
		],
		[
			"a password that is no text",
			{ account: { account: "zoe", name: "zoe", role: "member", password: 7 } },
			"account.password: ",
		],
		[
			"an account a second time",
			{ account: { account: "Ann", name: "Ann", role: "member" } },
			"there is an account of the name Ann already",
		],
		[
			"what the log says already",
			{ room: { room: "#more", kind: "public", state: { readOnly: true } } },
			"the log of #more is whole, so it says itself what the room is",
		],
	])("%s, by the number of its line: 65", async (_what, added, clause) => {
		const [kind = ""] = Object.keys(added);
		const index =
			lines.findLastIndex((line) => order.indexOf(kindOf(line)) <= order.indexOf(kind)) + 1;
		const sentence = await refusal(lines.toSpliced(index, 0, JSON.stringify(added)));
		expect(sentence).toContain(`Line ${index + 1}: ${clause}`);
	});

	test.each<[string, object, string]>([
		[
			"that nobody is ignored",
			{ ignore: { account: "ann", ignored: "zoe" } },
			"zoe is ignored, but ",
		],
		[
			"that acts are missing",
			{ act: { act: 2, at: 1, by: "server", what: "ban" } },
			"The journal of admin acts has a hole",
		],
		[
			"a link for nobody",
			{ invite: { ...spentInvite, account: "zoe" } },
			"zoe has a one-time link",
		],
	])("lines that say %s: 65", async (_what, added, clause) => {
		const [kind = ""] = Object.keys(added);
		const index =
			lines.findLastIndex((line) => order.indexOf(kindOf(line)) <= order.indexOf(kind)) + 1;
		const end = JSON.stringify({ end: { lines: lines.length + 1 } });
		const changed = lines.toSpliced(index, 0, JSON.stringify(added)).with(-1, end);
		expect(await refusal(changed)).toContain(
			`The export is not sound, and nothing was imported. ${clause}`,
		);
	});

	test("what would reach the terminal as a control sequence, and does not: 65", async () => {
		const header = lines[0]!.replace('"format":2', '"format":"\\u001b[31m\\u009b2J"');
		const sentence = await refusal(lines.with(0, header));
		expect(sentence).toContain("Line 1: its format is ");
		for (const control of ["\u001b", "\u009b"]) expect(sentence).not.toContain(control);
	});

	test("two messages of one id: 65", async () => {
		const [first = 0, second = 0] = lines.flatMap((line, index) =>
			line.includes('"type":"message"') ? [index] : [],
		);
		const { id } = JSON.parse(lines[first]!).event;
		const changed = lines.with(second, lines[second]!.replace(/"id":"[^"]*"/, `"id":"${id}"`));
		expect(await refusal(changed)).toContain(
			`Line ${second + 1}: its key is that of another event.`,
		);
	});

	test("an export that was cut: 65", async () => {
		expect(await refusal(lines.slice(0, -1))).toBe(
			"The export has no last line: it was cut. Nothing was imported.",
		);
		expect(await refusal([])).toContain("The export has no last line");
	});

	test("lines that fit each other but not the rules, such as a read mark of nobody: 65", async () => {
		const read = at("read") - 1;
		const changed = lines.with(read, lines[read]!.replace('"ann"', '"zoe"'));
		expect(await refusal(changed)).toBe(
			"The export is not sound, and nothing was imported. zoe has read marks, but there is no such account.",
		);
	});

	test("bytes that are not UTF-8, and a line without end: 65", async () => {
		writeFileSync(file, Buffer.concat([Buffer.from(`${lines[0]}\n`), Buffer.from([0xff, 0x0a])]));
		expect(await refused(machine, ["import", file], 65)).toBe(
			"Line 2: it is not UTF-8. Nothing was imported.",
		);
		const [node = "", bin = ""] = machine.command("partylined");
		const endless = `yes | tr -d '\\n' | '${node}' '${bin}' import`;
		expect(await machine.pipe(["sh", "-c", endless]).ended).toMatchObject({
			code: 65,
			stderr: "partylined: Line 1: it is longer than 1048576 bytes. Nothing was imported.\n",
		});
		expect(databasesIn(machine.dataDir)).toEqual([]);
	});

	test("a folder that has a database, and leaves it alone: 73", async () => {
		await fill(machine.dataDir, 1);
		expect(await refused(machine, ["import", file], 73)).toBe(
			`${machine.dataDir} has a database already: import into an empty folder, with --data.`,
		);
		expect(select(databaseOf(machine), "SELECT count(*) FROM events")).toEqual([101]);
	});

	test("a folder that a daemon holds: 75", async () => {
		await machine.startDaemon();
		expect(await refused(machine, ["import", file], 75)).toMatch(
			/^partylined with pid \d+ is already running with /,
		);
	});

	test("a file that is not there: 66", async () => {
		const missing = fileOf(machine, "missing.jsonl");
		expect(await refused(machine, ["import", missing], 66)).toBe(`There is no file ${missing}.`);
		expect(existsSync(machine.dataDir)).toBe(false);
	});

	// The memory of a process is a file whose first byte cannot be read.
	test.skipIf(!existsSync("/proc/self/mem"))(
		"a file that breaks off when it is read (needs /proc): 66",
		async () => {
			expect(await refused(machine, ["import", "/proc/self/mem"], 66)).toBe(
				"The export cannot be read: i/o error.",
			);
			expect(databasesIn(machine.dataDir)).toEqual([]);
		},
	);

	test.skipIf(!canMount)(
		"a disk that is full, and leaves nothing there (needs the right to mount a small disk): 73",
		async () => {
			await fill(machine.dataDir, 2);
			await succeed(machine, "export", fileOf(machine, "big.jsonl"));
			const disk = smallDisk(1024);
			const flags = ["import", fileOf(machine, "big.jsonl"), "--data", disk];
			expect(await refused(machine, flags, 73)).toMatch(/cannot be written.* full/);
			expect(databasesIn(disk)).toEqual([]);
		},
	);
});
