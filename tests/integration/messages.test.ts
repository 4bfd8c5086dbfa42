import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newMessageId } from "@partyline/shared/protocol/ids";
import type { ParamsInput } from "@partyline/shared/protocol/methods";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder, TestDaemon } from "../support/daemon.ts";
import { NativePeer } from "../support/native-peer.ts";
import { roomOf, startStaffed } from "../support/staffed.ts";

const room = "#general";

function said(text: string, rest: Partial<ParamsInput<"post">> = {}): ParamsInput<"post"> {
	return { room, id: newMessageId(), text, ...rest };
}

/** Posts `count` messages and gives the seq of the last. */
async function sayMany(peer: NativePeer, count: number, text = "hello"): Promise<number> {
	const acks = Array.from({ length: count }, () => peer.call("post", said(text)));
	return (await Promise.all(acks)).at(-1)?.seq ?? 0;
}

describe("a post", () => {
	test("is answered with its place, and everybody gets the same event, the sender too", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		const before = Date.now();
		const post = said("hello, bob\n\tsecond line\r\n");
		const ack = await ann.call("post", post);
		expect(ack).toEqual({ room, id: post.id, seq: 4, at: expect.any(Number) });
		expect(ack.at).toBeGreaterThanOrEqual(before);
		const event = { ...ack, by: "ann", type: "message", text: "hello, bob\n\tsecond line" };
		for (const peer of [ann, bob]) expect((await peer.eventsUpTo(room, 4)).at(-1)).toEqual(event);
		expect((await bob.call("history", { room, limit: 1 })).events).toEqual([event]);
	});

	test("sent again is the same message, however late and after a restart", async () => {
		await using first = await TestDaemon.start();
		const ann = await first.guest("ann");
		await ann.peer.call("join", { room });
		const post = said("once");
		const ack = await ann.peer.call("post", post);
		expect(await ann.peer.call("post", post)).toEqual({ ...ack, duplicate: true });
		expect(await ann.peer.call("post", { ...post, id: post.id.toUpperCase() })).toEqual({
			...ack,
			duplicate: true,
		});
		await sayMany(ann.peer, 3);
		await first.stop();
		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const { peer } = await second.device(ann.login.token);
		expect(await peer.call("post", post)).toEqual({ ...ack, duplicate: true });
		const { events } = await peer.call("history", { room });
		expect(events.filter((event) => event.type === "message" && event.text === "once").length).toBe(
			1,
		);
		await second.stop();
	});

	test("sent twice at the same moment is one message", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const post = said("once");
		const [one, two] = await Promise.all([ann.call("post", post), ann.call("post", post)]);
		expect(two).toEqual({ ...one, duplicate: true });
		await ann.call("post", said("next"));
		expect((await ann.eventsUpTo(room, 4)).length).toBe(3);
	});

	test("under an id that is somebody else's, or of another room, is refused", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		const post = said("mine");
		await ann.call("post", post);
		expect((await bob.refusal("post", { ...post, text: "stolen" })).why).toBe("id_conflict");
		await ann.call("create", { room: "#tea" });
		expect((await ann.refusal("post", { ...post, room: "#tea" })).why).toBe("id_conflict");
	});

	test("may answer an earlier event, and none that is yet to come", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const { seq } = await ann.call("post", said("question", { action: true }));
		await ann.call("post", said("answer", { replyTo: seq }));
		const events = await ann.eventsUpTo(room, seq + 1);
		expect(events.at(-2)).toMatchObject({ action: true });
		expect(events.at(-1)).toMatchObject({ replyTo: seq });
		expect((await ann.refusal("post", said("x", { replyTo: 99 }))).why).toBe("unknown_seq");
	});

	test.each<[string, string, RegExp]>([
		["nothing", " \n\n", /may not be empty/],
		["more than 16 KiB", "\u{1f600}".repeat(4097), /at most 16384 bytes of UTF-8/],
		["a control sequence", "\u001b[2J", /no control characters.*U\+001B/],
	])("of %s is refused with a sentence that says so", async (_what, text, sentence) => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const refusal = await ann.refusal("post", said(text));
		expect(refusal.why).toBe("invalid_params");
		expect(refusal.message).toMatch(sentence);
	});

	test("of 16 KiB in which every character is escaped comes through", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		const text = `\\"${'"'.repeat(16_382)}`;
		await ann.call("post", said(text));
		expect((await bob.eventsUpTo(room, 4)).at(-1)).toMatchObject({ text });
	});

	test("is one of a hundred in one write: all are answered, in their order", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const ids = Array.from({ length: 100 }, (_, index) => index + 1000);
		const requests = ids.map((id) => NativePeer.request(id, "post", said(`number ${id}`)));
		ann.write(Buffer.concat(requests));
		const answers = await Promise.all(ids.map((id) => ann.answerTo(id)));
		const seqs = answers.map((answer) => (answer.type === "result" ? answer.result : undefined));
		expect(seqs).toEqual(ids.map((_, index) => expect.objectContaining({ seq: 3 + index })));
		const texts = (await ann.eventsUpTo(room, 102)).slice(1);
		expect(texts).toEqual(ids.map((id) => expect.objectContaining({ text: `number ${id}` })));
	});

	test("is shown to nobody before it can be read from the log", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		for (let seq = 4; seq < 40; seq++) {
			const ack = ann.call("post", said(`at ${seq}`));
			await bob.eventsUpTo(room, seq);
			const { events } = await bob.call("history", { room, limit: 1 });
			expect(events[0]?.seq).toBe(seq);
			await ack;
		}
	});
});

describe("history", () => {
	test("gives the last events in ascending order and says that there are more", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const last = await sayMany(ann, 70);
		const page = await ann.call("history", { room });
		expect(page.events.map(({ seq }) => seq)).toEqual(range(last - 49, last));
		expect(page.more).toBe(true);
		expect((await ann.call("history", { room, limit: 200 })).more).toBe(false);
	});

	test("pages back to the first event and forward to the last", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const last = await sayMany(ann, 68);
		let back: number[] = [];
		for (let more = true; more; ) {
			const page = await ann.call("history", { room, before: back[0] ?? last + 1, limit: 30 });
			back = [...page.events.map(({ seq }) => seq), ...back];
			more = page.more;
		}
		expect(back).toEqual(range(1, last));
		const forward: number[] = [];
		for (let more = true; more; ) {
			const page = await ann.call("history", { room, after: forward.at(-1) ?? 0, limit: 35 });
			forward.push(...page.events.map(({ seq }) => seq));
			more = page.more;
		}
		expect(forward).toEqual(range(1, last));
	});

	test("shows what was said around an event", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		await sayMany(ann, 30);
		const seqs = async (around: number, limit: number) =>
			(await ann.call("history", { room, around, limit })).events.map(({ seq }) => seq);
		expect(await seqs(15, 5)).toEqual([13, 14, 15, 16, 17]);
		expect(await seqs(15, 1)).toEqual([15]);
		expect(await seqs(1, 4)).toEqual([1, 2, 3]);
		expect(await seqs(32, 4)).toEqual([31, 32]);
		expect(await seqs(99, 4)).toEqual([31, 32]);
	});

	test("after the last or before the first event is empty", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const empty = { events: [], more: false };
		expect(await ann.call("history", { room, after: 2 })).toEqual(empty);
		expect(await ann.call("history", { room, after: 99 })).toEqual(empty);
		expect(await ann.call("history", { room, before: 1 })).toEqual(empty);
		expect((await ann.call("history", { room, before: 999 })).events.length).toBe(2);
	});

	test("cuts a page that does not fit in a frame, next to where it was asked for", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const last = await sayMany(ann, 12, "x".repeat(16_384));
		const seqs = async (params: Partial<ParamsInput<"history">>) => {
			const { events, more } = await ann.call("history", { room, ...params });
			return [...events.map(({ seq }) => seq), more];
		};
		expect(await seqs({})).toEqual([last - 2, last - 1, last, true]);
		expect(await seqs({ before: 10 })).toEqual([7, 8, 9, true]);
		expect(await seqs({ after: 4 })).toEqual([5, 6, 7, true]);
		expect(await seqs({ around: 8 })).toEqual([7, 8, 9, true]);
		const whole: unknown[] = [];
		for (let more = true; more; ) {
			const page = await ann.call("history", { room, after: whole.length });
			whole.push(...page.events);
			more = page.more;
		}
		expect(whole.length).toBe(last);
	});
});

function range(from: number, to: number): number[] {
	return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe("a message that is taken back", () => {
	test("reads as empty to everybody, and sent again it is still the same message", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		const post = said("my secret", { action: true });
		const ack = await ann.call("post", post);
		const { seq, at } = await ann.call("redact", { room, seqs: [ack.seq], reason: "a slip" });
		expect(await bob.event(room, (event) => event.seq === seq)).toEqual({
			...{ room, seq, at, by: "ann", type: "redact" },
			...{ seqs: [ack.seq], reason: "a slip" },
		});
		const { events } = await bob.call("history", { room, around: ack.seq, limit: 1 });
		const { room: _, ...place } = ack;
		expect(events).toEqual([
			{ room, ...place, by: "ann", type: "message", text: "", redacted: true },
		]);
		expect(await ann.call("post", post)).toEqual({ ...ack, duplicate: true });
		expect(JSON.stringify(await bob.call("history", { room }))).not.toContain("my secret");
	});

	test("is one's own; those of others take a moderator who stands above them", async () => {
		await using server = await startStaffed({ boss: "admin" });
		const { ann, bob, boss } = await roomOf(server, "#tea", ["ann", "bob", "boss"]);
		const by = async (peer: NativePeer) =>
			(await peer.call("post", { ...said("x"), room: "#tea" })).seq;
		const [mine, theirs, bosses] = [await by(ann), await by(bob), await by(boss)];
		const refusal = await bob.refusal("redact", { room: "#tea", seqs: [theirs, mine] });
		expect(refusal.message).toBe("It takes a moderator to take back what others said.");
		expect((await ann.refusal("redact", { room: "#tea", seqs: [bosses] })).why).toBe("not_allowed");
		await ann.call("redact", { room: "#tea", seqs: [theirs, mine], reason: "off topic" });
		await bob.call("redact", { room: "#tea", seqs: [theirs] });
		const { acts } = await boss.call("audit", {});
		expect(acts).toEqual([
			expect.objectContaining({
				...{ what: "redact", by: "ann", who: "bob", room: "#tea" },
				...{ reason: "off topic", detail: "2 messages" },
			}),
		]);
	});

	test.each([
		["an event that is no message", 1],
		["one that is yet to come", 99],
	])("cannot be %s", async (_what, seq) => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const ack = await ann.call("post", said("x"));
		expect((await ann.refusal("redact", { room, seqs: [ack.seq, seq] })).why).toBe("unknown_seq");
		expect((await ann.call("history", { room, limit: 1 })).events[0]).toMatchObject({ text: "x" });
	});

	test("may be one of 500 with gaps between them", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const last = await sayMany(ann, 1_000);
		const seqs = range(last - 999, last).filter((seq) => seq % 2 === 0);
		await ann.call("redact", { room, seqs });
		const { events } = await ann.call("history", { room, limit: 100 });
		for (const event of events.filter(({ type }) => type === "message"))
			expect(event).toMatchObject({ text: event.seq % 2 === 0 ? "" : "hello" });
		expect((await ann.refusal("redact", { room, seqs: range(1, 501) })).why).toBe("invalid_params");
	});

	test("may be many long ones, and what others say in the meantime does not wait for all of them", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		const words = range(1, 3_000).map((number) => (number + 46_656).toString(36));
		const seqs: number[] = [];
		for (let count = 0; count < 12; count++)
			seqs.push((await ann.call("post", said(words.join(" ")))).seq);
		await ann.call("search", { text: words[0] ?? "" });
		const taking = ann.call("redact", { room, seqs });
		await bob.event(room, ({ type }) => type === "redact");
		const between = await bob.call("post", said("in between"));
		const last = await taking;
		expect(between.seq).toBeLessThan(last.seq);
		const { events } = await bob.call("history", { room, limit: 40 });
		const taken = events.flatMap((event) => (event.type === "redact" ? event.seqs : []));
		expect(taken).toEqual(seqs);
		expect(events.find(({ seq }) => seq === last.seq)).toMatchObject({
			type: "redact",
			at: last.at,
		});
	});

	test.each([
		["short", "a-word-that-nobody-else-writes"],
		["of 16 KiB", "x".repeat(8_000) + "a-word-that-nobody-else-writes".repeat(100)],
	])("leaves nothing of its text in the database when it was %s", async (_what, text) => {
		const dataDir = makeFolder();
		onTestFinished(() => rmSync(dataDir, { recursive: true }));
		await using server = await TestDaemon.start({ dataDir });
		const ann = await server.member("ann");
		const before = await sayMany(ann, 20);
		const { seq } = await ann.call("post", said(text));
		await sayMany(ann, 20);
		await ann.call("redact", { room, seqs: [seq] });
		await server.stop();
		const kept = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name), "latin1"));
		expect(kept.some((bytes) => bytes.includes("hello"))).toBe(true);
		expect(kept.filter((bytes) => bytes.includes("a-word-that-nobody"))).toEqual([]);
		expect(before).toBeLessThan(seq);
	});
});
