import { rmSync } from "node:fs";
import { openStore } from "@partyline/server/journal";
import type { ErrorCode } from "@partyline/shared/protocol/errors";
import { accountName, newMessageId, roomName } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { ParamsInput, Result } from "@partyline/shared/protocol/methods";
import { describe, expect, onTestFinished, test } from "vitest";
import { operatorSession } from "../../apps/server/src/hub/operator-session.ts";
import { readHistory } from "../../apps/server/src/hub/read-log.ts";
import { search as searchRooms } from "../../apps/server/src/hub/search.ts";
import { makeFolder, TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { openFolder, roomOf, startStaffed } from "../support/staffed.ts";
import { replaceRooms, slow } from "./search-support.ts";

const general = "#general";
const staff = { boss: "admin" } as const;

type Wanted = ParamsInput<"search">;
type Hits = Result<"search">["events"];

async function say(peer: NativePeer, text: string, room = general) {
	return await peer.call("post", { room, id: newMessageId(), text });
}

/** Says many things at once, as many at a time as may be under way. */
async function sayAll(peer: NativePeer, texts: readonly string[], room = general): Promise<void> {
	const atOnce = 50;
	for (let first = 0; first < texts.length; first += atOnce)
		await Promise.all(texts.slice(first, first + atOnce).map((text) => say(peer, text, room)));
}

/** A page of what is found, once the server has gone through everything: it may be late where the machine is. */
async function searchWhole(peer: NativePeer, wanted: Wanted): Promise<Result<"search">> {
	for (;;) {
		const page = await peer.call("search", wanted);
		if (!page.partial) return page;
	}
}

/** The texts on the first page of what is found. */
async function find(peer: NativePeer, wanted: string | Wanted): Promise<string[]> {
	const params = typeof wanted === "string" ? { text: wanted } : wanted;
	return (await searchWhole(peer, params)).events.map(({ text }) => text);
}

/** The pages of all that is found. */
async function pagesOf(peer: NativePeer, wanted: Wanted): Promise<Hits[]> {
	const pages: Hits[] = [];
	let older: string | undefined;
	do {
		const page: Result<"search"> = await searchWhole(peer, {
			...wanted,
			...(older && { older }),
		});
		pages.push(page.events);
		older = page.older;
	} while (older !== undefined);
	return pages;
}

function onFatal(error: Error): void {
	throw error;
}

/** A folder with a room that keeps ten days, and what was said there before and since. */
async function makeOld(): Promise<string> {
	const dataDir = makeFolder();
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	const store = await openStore({ dataDir, onFatal });
	const told = (daysAgo: number) => ({
		...{ room: roomName.parse("#tea"), by: accountName.parse("ann") },
		at: Date.now() - daysAgo * 24 * 3_600_000,
	});
	const said = (daysAgo: number, text: string) =>
		({ ...told(daysAgo), type: "message", id: newMessageId(), text }) as const;
	await store.accounts.add({
		account: accountName.parse("ann"),
		name: "ann",
		role: "guest",
		state: "active",
	});
	const events = [
		{ ...told(30), type: "create", kind: "public" } as const,
		{ ...told(30), type: "join" } as const,
		{ ...told(30), type: "settings", retentionDays: 10 } as const,
		said(20, "green, long ago"),
		said(1, "green, of late"),
	];
	await store.journal.append(
		events.map((event) => ({ key: event.type === "message" ? event.id : newMessageId(), event })),
	);
	await store.journal.close();
	return dataDir;
}

function numbered(count: number, text: string): string[] {
	return Array.from({ length: count }, (_, index) => `${text} ${index + 1}`);
}

describe("a search", () => {
	test("finds a message as soon as its post is answered, as the first of all", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		for (const text of numbered(30, "kettle")) {
			const { seq, at, id } = await say(ann, text);
			const { events } = await searchWhole(ann, { text: "kettle", limit: 1 });
			expect(events).toEqual([{ room: general, seq, at, by: "ann", type: "message", id, text }]);
		}
	});

	test("pages through everything in all one's rooms without a hole or a double, whatever is said meanwhile", async () => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, "#tea", ["ann", "bob"]);
		await ann.call("join", { room: general });
		const said: string[] = [];
		for (const text of numbered(60, "kettle")) {
			await say(ann, text, said.length % 3 === 0 ? "#tea" : general);
			await say(ann, "something else");
			said.unshift(text);
		}
		const found: string[] = [];
		let older: string | undefined;
		do {
			const page: Result<"search"> = await searchWhole(ann, {
				...{ text: "kettle", limit: 7 },
				...(older && { older }),
			});
			expect(page.events.length).toBeLessThanOrEqual(7);
			found.push(...page.events.map(({ text }) => text));
			older = page.older;
			await say(ann, "one more kettle");
		} while (older !== undefined);
		expect(found).toEqual(said);
	});

	test("puts what does not fit in a frame on the next page", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const long = "x".repeat(16_000);
		await sayAll(ann, numbered(21, `${long} kettle`));
		await sayAll(ann, numbered(5, `${'"'.repeat(16_000)} kettle`));
		const pages = await pagesOf(ann, { text: "kettle", limit: 200 });
		expect(pages.length).toBeGreaterThan(5);
		const seqs = pages.flat().map(({ seq }) => seq);
		expect(seqs).toHaveLength(26);
		expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => b - a));
	});

	test("finds words in any case and script, with accents or without, and between any signs", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const searches: [said: string, wanted: string][] = [
			["the path src/server/hub.ts is long", "src/server/hub.ts"],
			["another: SRC/server/hub-ts", "HUB another"],
			["Müller trank im CAFÉ", "cafe muller trank"],
			["Muller in the cafe", "CAFÉ IN MÜLLER"],
			["die Straße", "STRASSE"],
			["ﬁne print", "fine"],
			["私は東京都に住んでいます", "東京"],
			["서버가 죽었다", "서버"],
			["Привет, мир", "МИР привет"],
			["call snake_case_name() now", "snake_case_name"],
			["אמר שָׁלוֹם לכל", "שלום"],
			["قال مَرْحَبًا بكم", "مرحبا"],
			["ฉันรักเมืองไทย", "เมืองไทย"],
			["hy\u00adphen\u00ada\u00adted", "hyphenated"],
			["e\u0301te\u0301 \u200fand\u200e", "été AND"],
			["three\nlines\nof tea", "tea three"],
			["it costs 42 € 🎉", "42 costs"],
		];
		await sayAll(
			ann,
			searches.map(([said]) => said),
		);
		for (const [said, wanted] of searches) expect(await find(ann, wanted), wanted).toContain(said);
		expect(await find(ann, "東京")).toEqual(["私は東京都に住んでいます"]);
		expect(await find(ann, "京東")).toEqual([]);
	});

	test("finds only what has all of the words, whole", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		await sayAll(ann, ["green tea", "green", "tea", "teapot green"]);
		expect(await find(ann, "tea green")).toEqual(["green tea"]);
		expect(await find(ann, "green tea coffee")).toEqual([]);
		// What another search engine would take for a command is a word or nothing.
		for (const text of [
			'"green',
			"green*",
			"green AND",
			"NOT tea",
			"text:green",
			"(green",
			"green^2",
			"NEAR(green tea)",
			"green + tea",
			"-green",
			"'; --x",
			'a"b',
			"{a}:b",
		])
			expect(await ann.ask("search", { text }), text).toMatchObject({ type: "result" });
		expect(await find(ann, "green NOT tea")).toEqual([]);
	});

	test("keeps to a room, to who said it, and to a time", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob"]);
		for (const peer of [ann, bob]) await peer.call("join", { room: general });
		await say(ann, "tea one");
		await say(bob, "tea two");
		const { at } = await say(ann, "tea three", "#tea");
		while (Date.now() <= at) await ann.call("ping", {});
		const later = await say(bob, "tea four", "#tea");
		const text = "tea";
		expect(await find(ann, { text })).toEqual(["tea four", "tea three", "tea two", "tea one"]);
		expect(await find(ann, { text, room: "#tea" })).toEqual(["tea four", "tea three"]);
		expect(await find(ann, { text, room: "#TEA", by: "ANN" })).toEqual(["tea three"]);
		expect(await find(ann, { text, before: later.at, room: "#tea" })).toEqual(["tea three"]);
		expect(await find(ann, { text, after: later.at })).toEqual(["tea four"]);
		expect(await find(ann, { text, after: later.at, before: later.at })).toEqual([]);
		await bob.call("nick", { name: "Robert" });
		expect(await find(ann, { text, by: "robert" })).toEqual(["tea four", "tea two"]);
		expect(await find(ann, { text, by: "bob", limit: 1 })).toEqual(["tea four"]);
	});

	test("finds what was said before the server was restarted, and goes on from there", async () => {
		await using first = await startStaffed({ ann: "member" });
		const { peer: before } = await first.account("ann");
		await before.call("join", { room: general });
		await sayAll(before, numbered(20, "kettle"));
		await first.stop();
		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const { peer: ann } = await second.account("ann");
		await say(ann, "kettle 21");
		expect(await find(ann, { text: "kettle", limit: 200 })).toEqual(
			numbered(21, "kettle").toReversed(),
		);
	});

	test("says what is wrong with it in one sentence, and nothing is found by it", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		await ann.call("create", { room: "#tea" });
		await ann.call("leave", { room: "#tea" });
		const refused = async (params: object) => {
			const { why, message } = await ann.refusal("search", params);
			return [why, message];
		};
		const noWord = [
			"invalid_params",
			"search: text: there is no word in it; a word has letters or digits.",
		];
		for (const text of ["", "  ", "!?", "🎉", "\u0301"])
			expect(await refused({ text })).toEqual(noWord);
		expect((await refused({ text: "x".repeat(limits.searchChars + 1) }))[0]).toBe("invalid_params");
		expect((await refused({ text: "tea ".repeat(2_500) }))[0]).toBe("invalid_params");
		for (const text of ["\u0000", "\u00ad", "\u202e\u200d", "---", "。、・"])
			expect((await refused({ text }))[0], text).toBe("invalid_params");
		expect((await refused({}))[0]).toBe("invalid_params");
		for (const limit of [0, 201, 1.5])
			expect((await refused({ text: "tea", limit }))[0]).toBe("invalid_params");
		expect(await refused({ text: "tea", by: "nobody" })).toEqual([
			"no_such_account",
			"Nobody here is called nobody.",
		]);
		expect((await refused({ text: "tea", room: "#nowhere" }))[0]).toBe("no_such_room");
		expect((await refused({ text: "tea", room: "#tea" }))[0]).toBe("not_a_member");
		const bob = await server.member("bob");
		await sayAll(bob, ["tea one", "tea two"]);
		const { older } = await searchWhole(bob, { text: "tea", limit: 1 });
		expect(await find(bob, { text: "tea", older })).toEqual(["tea one"]);
		// Of no answer, and of one that somebody else had.
		for (const wrong of ["1", older])
			expect(await refused({ text: "tea", older: wrong })).toEqual([
				"invalid_params",
				"search: older: you had no answer with it since the server started; search anew.",
			]);
	});

	test("for a word that everybody says all the time answers with what was said last", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const bob = await server.member("bob");
		await Promise.all([
			sayAll(ann, numbered(2_000, "the kettle")),
			sayAll(bob, numbered(2_000, "the teapot")),
		]);
		const { seq } = await say(ann, "the end");
		const { events } = await searchWhole(ann, { text: "the", limit: 200 });
		expect(events.map((event) => event.seq)).toEqual(
			Array.from({ length: 200 }, (_, index) => seq - index),
		);
		expect(await find(bob, { text: "the kettle 7" })).toEqual(["the kettle 7"]);
	});

	test("is answered or plainly refused when ten search at once, and posts are taken meanwhile", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		await sayAll(ann, numbered(1_000, "the kettle"));
		const peers: NativePeer[] = [];
		for (let count = 1; count <= 10; count++) peers.push(await server.member(`guest-${count}`));
		await searchWhole(ann, { text: "kettle" });
		const searches = peers.flatMap((peer) =>
			Array.from({ length: 5 }, () => peer.ask("search", { text: "the kettle", limit: 200 })),
		);
		const posts = Promise.all(numbered(50, "meanwhile").map((text) => say(ann, text)));
		const last = (await posts).at(-1)?.seq ?? 0;
		expect(await peers[0]!.eventsUpTo(general, last)).toHaveLength(60);
		for (const answer of await Promise.all(searches))
			if (answer.type === "error")
				expect(answer.error.data).toEqual({
					code: "rate_limited",
					retryAfterMs: expect.any(Number),
				});
			else expect(answer).toMatchObject({ result: { events: { length: 200 } } });
		expect(await find(ann, { text: "meanwhile", limit: 200 })).toHaveLength(50);
	});

	test("that takes longer than it may is ended and says what helps, and the logs are read as before", async () => {
		const dataDir = await makeOld();
		await using closing = new AsyncDisposableStack();
		const hub = await openFolder(dataDir, closing, { searchLimitMs: 20 });
		const session = { ...operatorSession, account: accountName.parse("ann") };
		hub.people.enter(session);
		const room = roomName.parse("#tea");
		{
			using _slow = replaceRooms(dataDir, slow);
			await expect(searchRooms(hub, session, { text: "green", limit: 50 })).rejects.toMatchObject({
				code: "search_too_slow" satisfies ErrorCode,
				message: "That search takes too long: add a word, or say in which room.",
			});
		}
		expect((await readHistory(hub, session, { room, limit: 50 })).events).toHaveLength(5);
	});

	test("counts against what one may ask for, more than a post does", async () => {
		await using server = await TestDaemon.start({ trustLoopback: false, guests: true });
		const gus = await server.member("gus");
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => gus.ask("search", { text: "tea" })),
		);
		const refused = answers.flatMap((answer) => (answer.type === "error" ? [answer.error] : []));
		expect(refused.length).toBeGreaterThan(0);
		for (const { data } of refused) expect(data?.code).toBe("rate_limited");
	});
});

describe("nobody finds", () => {
	test("what was said in a private room or conversation of others, nor that there is any", async () => {
		await using server = await startStaffed(staff);
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob"]);
		const { peer: boss } = await server.account("boss");
		await boss.call("join", { room: "#tea" });
		const gus = await server.member("gus", "#tea");
		const den = await ann.call("create", { room: "#den", private: true });
		const direct = await ann.call("create", { with: ["bob"] });
		await ann.call("invite", { room: den.room, account: "bob" });
		await say(ann, "tea for all", "#tea");
		for (const { room } of [den, direct]) await sayAll(ann, numbered(5, "tea, a secret"), room);
		expect((await pagesOf(bob, { text: "tea" })).flat()).toHaveLength(11);
		expect(await find(bob, { text: "tea", room: "#den" })).toHaveLength(5);
		for (const outsider of [boss, gus]) {
			// Of the newest there are ten that are hidden: one page, and no word of another.
			expect(await pagesOf(outsider, { text: "tea", limit: 1 })).toMatchObject([
				[{ text: "tea for all" }],
			]);
			expect(await searchWhole(outsider, { text: "secret", by: "ann" })).toEqual({ events: [] });
			for (const room of [den.room, direct.room, "#den"])
				expect((await outsider.refusal("search", { text: "tea", room })).why).toBe("no_such_room");
		}
	});

	test("what was said in a public room that one is not in, until one joins it", async () => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, "#tea", ["ann"]);
		await say(ann, "green", "#tea");
		const gus = await server.member("gus");
		expect(await find(gus, "green")).toEqual([]);
		expect((await gus.refusal("search", { text: "green", room: "#tea" })).why).toBe("not_a_member");
		await gus.call("join", { room: "#tea" });
		expect(await find(gus, "green")).toEqual(["green"]);
	});

	test.each([
		[
			"left",
			async ({ bob }: Record<"ann" | "bob", NativePeer>) => bob.call("leave", { room: "#tea" }),
		],
		["was kicked out of", ({ ann }) => ann.call("kick", { room: "#tea", account: "bob" })],
		["is banned from", ({ ann }) => ann.call("ban", { room: "#tea", account: "bob" })],
	] satisfies [string, (peers: Record<"ann" | "bob", NativePeer>) => Promise<unknown>][])(
		"anything in a room that one %s, be it one's own words or another page",
		async (_, end) => {
			await using server = await TestDaemon.start();
			const peers = await roomOf(server, "#tea", ["ann", "bob"]);
			const { ann, bob } = peers;
			await sayAll(ann, numbered(5, "green"), "#tea");
			await say(bob, "green, too", "#tea");
			const { older } = await searchWhole(bob, { text: "green", limit: 1 });
			await end(peers);
			for (const wanted of [{}, { by: "bob" }, { older }])
				expect(await searchWhole(bob, { text: "green", ...wanted })).toEqual({ events: [] });
			const { why } = await bob.refusal("search", { text: "green", room: "#tea", older });
			expect(why).toBe("not_a_member");
			expect(await find(ann, "green")).toHaveLength(6);
		},
	);

	test("what was said in a private room after one was taken out of it, nor what was said before", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob"]);
		const { room } = await ann.call("create", { room: "#den", private: true });
		await ann.call("invite", { room, account: "bob" });
		await say(ann, "green", room);
		expect(await find(bob, "green")).toEqual(["green"]);
		await ann.call("kick", { room, account: "bob" });
		await say(ann, "green again", room);
		expect(await searchWhole(bob, { text: "green" })).toEqual({ events: [] });
		for (const name of [room, "#den"])
			expect((await bob.refusal("search", { text: "green", room: name })).why).toBe("no_such_room");
	});

	test("the conversations of somebody whose name they have now", async () => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, "#tea", ["ann"]);
		const { peer: gus } = await server.guest("gus");
		const { room } = await ann.call("create", { with: ["gus"] });
		await say(ann, "green", room);
		expect(await find(gus, "green")).toEqual(["green"]);
		await gus.call("quit", {});
		await gus.ended();
		const { peer: other } = await server.guest("gus");
		expect(await searchWhole(other, { text: "green" })).toEqual({ events: [] });
	});

	test("what was taken back, by whom it may be, on any page", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob"]);
		const own = await say(bob, "green one", "#tea");
		const others = await say(bob, "green two", "#tea");
		await sayAll(ann, ["green three", "green four"], "#tea");
		const { older } = await searchWhole(bob, { text: "green", limit: 1 });
		await bob.call("redact", { room: "#tea", seqs: [own.seq] });
		await ann.call("redact", { room: "#tea", seqs: [others.seq] });
		expect(await find(bob, { text: "green", older })).toEqual(["green three"]);
		await say(bob, "green five", "#tea");
		await ann.call("purge", { account: "bob", since: 0, confirm: true });
		for (const peer of [ann, bob]) {
			expect(await find(peer, "green")).toEqual(["green four", "green three"]);
			for (const text of ["one", "two", "five"])
				expect(await searchWhole(peer, { text })).toEqual({ events: [] });
		}
	});

	test("what a room keeps no longer", async () => {
		await using server = await TestDaemon.start({ dataDir: await makeOld() });
		const gus = await server.guest("gus");
		let told = await gus.peer.call("join", { room: "#tea" });
		while (told.firstSeq === undefined) told = await gus.peer.call("join", { room: "#tea" });
		expect(await find(gus.peer, "green")).toEqual(["green, of late"]);
		expect(await searchWhole(gus.peer, { text: "ago" })).toEqual({ events: [] });
	});

	test("a room under a name that it has no more: what is found has the one of today", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob"]);
		await say(ann, "green", "#tea");
		const { older } = await searchWhole(ann, { text: "green" });
		expect(older).toBeUndefined();
		await ann.call("rename", { room: "#tea", name: "#coffee" });
		await say(bob, "green beans", "#coffee");
		for (const room of [undefined, "#tea", "#coffee"]) {
			const { events } = await searchWhole(bob, { text: "green", ...(room && { room }) });
			expect(events.map((event) => [event.room, event.text])).toEqual([
				["#coffee", "green beans"],
				["#coffee", "green"],
			]);
		}
	});
});
