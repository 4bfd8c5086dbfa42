import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { Calls } from "./calls.ts";
import { ClosedError, ConnectionError, RequestError, TimeoutError } from "./errors.ts";
import { ManualClock } from "./testing/manual-clock.ts";

type Sent = { id: number; method: string; params: object };

function arrange() {
	const clock = new ManualClock();
	const sent: Sent[] = [];
	const unreadable: Error[] = [];
	const granted: string[] = [];
	const calls = new Calls({
		clock,
		send: (envelope) => sent.push(envelope as Sent),
		onResult: (method, tookMs) => granted.push(`${method} ${tookMs} ms`),
		onUnreadable: (error) => unreadable.push(error),
	});
	return { clock, sent, calls, unreadable, granted };
}

test("each answer goes to the one who asked, in whatever order they come", async () => {
	const { calls, sent } = arrange();
	const first = calls.call("read", { room: "#general", seq: 1 });
	const second = calls.call("read", { room: "#general", seq: 2 });
	calls.settle(sent[1]!.id, { seq: 2 });
	calls.settle(sent[0]!.id, { seq: 1 });
	expect([await first, await second]).toEqual([{ seq: 1 }, { seq: 2 }]);
});

test("a refusal carries its code, its sentence and when to come again", async () => {
	const { calls, sent } = arrange();
	const answer = calls.call("ping", {});
	const data = { code: "rate_limited", retryAfterMs: 70 };
	calls.refuse(sent[0]!.id, { code: -32016, message: "Slowly.", data });
	const error = await answer.catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(RequestError);
	expect(error).toMatchObject({ ...data, message: "Slowly.", isRetryable: true });
});

test("how long an answer took is told from when the request left, not from when it was asked", async () => {
	const { calls, sent, clock, granted } = arrange();
	const all = Array.from({ length: 65 }, () => calls.call("ping", {}));
	clock.pass(10);
	calls.settle(sent[0]!.id, {});
	clock.pass(5);
	calls.settle(sent[64]!.id, {});
	expect(granted).toEqual(["ping 10 ms", "ping 5 ms"]);
	calls.refuse(sent[1]!.id, { code: -32016, message: "Slowly." });
	calls.settle(sent[1]!.id, {});
	expect(granted).toHaveLength(2);
	calls.failAll(new ClosedError("cut"));
	await Promise.allSettled(all);
});

test("a request whose params do not fit is refused without being sent", async () => {
	const { calls, sent } = arrange();
	await expect(calls.call("join", { room: "no room" })).rejects.toMatchObject({
		name: "RequestError",
		code: "invalid_params",
	});
	expect(sent).toEqual([]);
});

test("a result that does not fit its method is line trouble, and told so", async () => {
	const { calls, sent, unreadable } = arrange();
	const answer = calls.call("read", { room: "#general", seq: 1 });
	calls.settle(sent[0]!.id, { seq: "one" });
	const error = await answer.catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(ConnectionError);
	expect(unreadable).toEqual([error]);
});

test("what is not answered in 30 s times out, and a late answer is passed over", async () => {
	const { calls, sent, clock } = arrange();
	const answer = calls.call("ping", {});
	const settled = expect(answer).rejects.toBeInstanceOf(TimeoutError);
	clock.pass(30_000);
	await settled;
	calls.settle(sent[0]!.id, {});
});

test("a disconnect fails what is open and whatever is asked later", async () => {
	const { calls } = arrange();
	const open = expect(calls.call("ping", {})).rejects.toBeInstanceOf(ClosedError);
	calls.failAll(new ClosedError("gone"));
	await open;
	await expect(calls.call("ping", {})).rejects.toBeInstanceOf(ClosedError);
});

test("never more than 64 requests are open; the others follow in order", async () => {
	const { calls, sent } = arrange();
	const seqs = Array.from({ length: 70 }, (_, seq) => seq);
	const answers = seqs.map((seq) => calls.call("read", { room: "#general", seq }));
	await Promise.resolve();
	expect(sent).toHaveLength(64);
	for (let at = 0; at < 70; at++) calls.settle(sent[at]!.id, { seq: at });
	await Promise.all(answers);
	expect(sent.map(({ params }) => params)).toEqual(seqs.map((seq) => ({ room: "#general", seq })));
});

const [room, other] = ["#general", "#other"];
const [id, otherId] = [newMessageId(), newMessageId()];
const at = (where: string, ...seqs: number[]) =>
	seqs.map((seq) => ({ room: where, seq, at: 1, by: "bob", type: "join" }));

type Exchange = {
	readonly method: "post" | "history" | "sync" | "join";
	readonly params?: object;
	readonly result: object;
};

test.each<[string, Exchange]>([
	[
		"an ack of another message",
		{
			method: "post",
			params: { id, text: "hi" },
			result: { room, id: otherId, seq: 1, at: 1 },
		},
	],
	[
		"an ack in another conversation",
		{
			method: "post",
			params: { room: "@abcdefgh", id, text: "hi" },
			result: { room: "@bcdefghi", id, seq: 1, at: 1 },
		},
	],
	["a page of another room", { method: "history", result: { events: at(other, 1), more: false } }],
	["a page out of order", { method: "history", result: { events: at(room, 2, 1), more: false } }],
	[
		"a page that repeats itself",
		{ method: "history", result: { events: at(room, 1, 1), more: false } },
	],
	[
		"missing events of another room",
		{
			method: "sync",
			params: { rooms: { [room]: 0 } },
			result: { rooms: { [room]: { events: at(other, 1) } } },
		},
	],
	[
		"another room than the one asked for",
		{
			method: "join",
			result: { room: other, kind: "public", topic: "", lastSeq: 0, members: 1, readSeq: 0 },
		},
	],
])("%s is line trouble like an answer of another shape", async (_, exchange) => {
	const { calls, sent, unreadable } = arrange();
	const answer = calls.call(exchange.method, { room, ...exchange.params } as never);
	calls.settle(sent[0]!.id, exchange.result);
	await expect(answer).rejects.toBeInstanceOf(ConnectionError);
	expect(unreadable).toHaveLength(1);
});
