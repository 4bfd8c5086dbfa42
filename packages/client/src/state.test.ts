import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { accountName, newMessageId } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import { openState } from "./state.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { ManualClock } from "./testing/manual-clock.ts";

const owner = { server: "localhost:7420", account: accountName.parse("ann") };

function open(folder: string) {
	const state = openState({ folder, keep: "all", owner, clock: new ManualClock() });
	onTestFinished(() => state.close());
	return state;
}

// As the first release made it.
const layout1 = `
	CREATE TABLE posts (
		n INTEGER PRIMARY KEY AUTOINCREMENT,
		server TEXT NOT NULL, account TEXT NOT NULL,
		id TEXT NOT NULL UNIQUE, room TEXT NOT NULL, text TEXT NOT NULL,
		action INTEGER NOT NULL, reply_to INTEGER, created_at INTEGER NOT NULL,
		refused_code TEXT, refused_reason TEXT
	) STRICT;
	CREATE INDEX posts_in_order ON posts (server, account, room, n);
	CREATE TABLE credentials (
		server TEXT NOT NULL, account TEXT NOT NULL, token TEXT NOT NULL,
		PRIMARY KEY (server, account)
	) STRICT;
	INSERT INTO credentials VALUES ('localhost:7420', 'ann', 'token');
	PRAGMA journal_mode = WAL;
	PRAGMA user_version = 1`;

/** A state folder of layout 1, open in a program of then, and what is in its outbox. */
function makeLayout1() {
	const folder = temporaryFolder(onTestFinished);
	const database = new DatabaseSync(join(folder, "outbox.db"));
	onTestFinished(() => database.close());
	database.exec(layout1);
	const insert = database.prepare(
		`INSERT INTO posts (server, account, id, room, text, action, reply_to, created_at,
		refused_code, refused_reason) VALUES ('localhost:7420', 'ann', ?, '#general', ?, ?, ?, 1, ?, ?)`,
	);
	const write = (id: string, text: string) => insert.run(id, text, 0, null, null, null);
	const [plain, reply, refused] = [newMessageId(), newMessageId(), newMessageId()];
	write(plain, "hi");
	insert.run(reply, "waves back", 1, 7, null, null);
	insert.run(refused, "no", 0, null, "not_a_member", "You are not in it.");
	const common = { room: "#general", createdAt: 1 };
	const entries = [
		{ ...common, id: plain, text: "hi" },
		{ ...common, id: reply, text: "waves back", action: true, replyTo: 7 },
		{
			...common,
			id: refused,
			text: "no",
			refused: { code: "not_a_member", reason: "You are not in it." },
		},
	];
	return { folder, write, entries };
}

test("an outbox of the first layout is taken over with every post, in order, and the token", () => {
	const { folder, entries } = makeLayout1();
	for (const start of ["the first start", "the second start"]) {
		const { outbox, credentials } = open(folder);
		expect(outbox.entries(), start).toEqual(entries);
		expect(credentials.token(), start).toBe("token");
	}
});

test("in an outbox taken over from the first layout posts are written, dropped and replied as in a new one", () => {
	const { folder, entries } = makeLayout1();
	const [{ outbox }, other] = [open(folder), open(folder)];
	const id = newMessageId();
	const reply = { id, room: "#general", text: "re", replyTo: 9, epoch: "e2", createdAt: 2 };
	outbox.add(reply);
	outbox.drop(entries[0]?.id ?? "");
	outbox.dropReplies("e2");
	expect(other.outbox.isDropped(entries[0]?.id ?? "")).toBe(true);
	expect(other.outbox.entries().map(({ replyTo }) => replyTo)).toEqual([undefined, undefined, 9]);
	expect(other.outbox.entries().at(-1)).toEqual(reply);
});

// What the second release made of it.
const layout2 = `
	ALTER TABLE posts ADD COLUMN epoch TEXT;
	CREATE TABLE drops (
		server TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, dropped_at INTEGER NOT NULL,
		PRIMARY KEY (server, account, id)
	) STRICT, WITHOUT ROWID;
	UPDATE posts SET epoch = 'e1' WHERE reply_to IS NOT NULL;
	INSERT INTO drops VALUES ('localhost:7420', 'ann', 'taken back', unixepoch());
	PRAGMA user_version = 2`;

test("an outbox of the second layout is taken over with posts, drops and token, and has notes from then on", () => {
	const { folder, entries } = makeLayout1();
	const old = new DatabaseSync(join(folder, "outbox.db"));
	old.exec(layout2);
	old.close();
	for (const start of ["the first start", "the second start"]) {
		const { outbox, credentials, notes } = open(folder);
		expect(outbox.entries(), start).toEqual(
			entries.map((entry) => ("replyTo" in entry ? { ...entry, epoch: "e1" } : entry)),
		);
		expect([outbox.isDropped("taken back"), credentials.token()], start).toEqual([true, "token"]);
		expect(notes.read("").size, start).toBe(start === "the first start" ? 0 : 1);
		notes.write("draft", "x");
	}
});

test("a token of an earlier layout is a guest's that came in the clear, and the next one is known for what it is", () => {
	const { folder } = makeLayout1();
	const { credentials } = open(folder);
	const known = (token: string) => {
		const { isOfAccount, isSecret } = open(folder).credentials;
		return [isOfAccount(token), isSecret(token)];
	};
	expect(known("token")).toEqual([false, false]);
	credentials.keep("another", { isOfAccount: true, isSecret: true });
	expect([known("another"), known("token")]).toEqual([
		[true, true],
		[false, false],
	]);
});

test("an outbox of the first layout has notes once it is taken over", () => {
	const { folder } = makeLayout1();
	open(folder).notes.write("draft", "x");
	expect([...open(folder).notes.read("")]).toEqual([["draft", "x"]]);
});

test("what a program of the first layout that still runs writes is sent like the rest", () => {
	const { folder, write, entries } = makeLayout1();
	const { outbox } = open(folder);
	const id = newMessageId();
	write(id, "later");
	expect(outbox.entries().map((entry) => entry.id)).toEqual([...entries.map((e) => e.id), id]);
});

test("an outbox of a later layout is refused in a sentence and stays as it is", () => {
	const { folder } = makeLayout1();
	const path = join(folder, "outbox.db");
	const newer = new DatabaseSync(path);
	newer.exec("PRAGMA user_version = 99");
	newer.close();
	expect(() => open(folder)).toThrow(
		`Cannot use the state folder ${folder}: ${path} is of a newer version of this program. Use that one, or another state folder.`,
	);
	const after = new DatabaseSync(path);
	expect(after.prepare("SELECT count(*) AS n FROM posts").get()).toEqual({ n: 3 });
	after.close();
});

test("a reply that waits is a message of its own for a server with another history, though the cache is gone", async () => {
	const server = new FakeServer();
	const port = await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open("#general", "ann");
	server.rooms.fill("#general", 3);
	const stateDir = temporaryFolder(onTestFinished);
	const start = () => {
		const client = createClient({ host: "127.0.0.1", port, as: "ann", stateDir });
		onTestFinished(() => client.close());
		client.start();
		return client;
	};
	const first = start();
	await first.live();
	await server.close();
	const { id } = first.post("#general", "so it is", { replyTo: 3 });
	await first.close();
	for (const name of readdirSync(stateDir))
		if (name.startsWith("cache.db")) rmSync(join(stateDir, name));
	server.epoch = "epoch-2";
	server.rooms.open("#general", "ann");
	await server.listen(port);
	const kept = Promise.withResolvers<void>();
	const second = start();
	second.subscribe((notice) => {
		if (notice.type === "post" && notice.state === "kept") kept.resolve();
	});
	await kept.promise;
	expect(server.paramsOf("post")).toEqual([{ id, room: "#general", text: "so it is" }]);
});
