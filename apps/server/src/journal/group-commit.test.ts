import type { AccountName, MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import type { Draft } from "../hub/ports.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Applied, Operation, Reply } from "./operations.ts";

const room = "#general" as RoomName;
const by = "ann" as AccountName;

/** A GroupCommit whose writer is the test: it sees the batches and answers them when it likes. */
function arrange() {
	const batches: (readonly Operation[])[] = [];
	const commits = new GroupCommit((operations) => batches.push(operations));
	return { batches, commits, answer: () => commits.settle(storeAll(batches.at(-1) ?? [])) };
}

let seq = 0;

function storeAll(operations: readonly Operation[]): Reply {
	const place = () => ++seq as Seq;
	const applied = operations.map(
		(operation): Applied =>
			operation.type === "append"
				? { type: "appended", places: operation.drafts.map(place) }
				: { type: "done" },
	);
	return { type: "committed", applied };
}

function append(...texts: readonly string[]): Operation {
	const drafts = texts.map((text): Draft => {
		const id = text as MessageId;
		return { key: id, event: { room, at: 1, by, type: "message", id, text } };
	});
	return { type: "append", drafts };
}

function textsOf(batches: readonly (readonly Operation[])[]): string[][] {
	return batches.map((batch) =>
		batch.flatMap((each) => (each.type === "append" ? each.drafts.map(({ key }) => key) : [])),
	);
}

function endOfTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

describe("GroupCommit", () => {
	test("makes one batch of what comes in one turn, also after microtasks", async () => {
		const { batches, commits, answer } = arrange();
		const first = commits.submit(append("one"));
		await Promise.resolve();
		const second = commits.submit(append("two"));
		expect(batches).toEqual([]);
		await endOfTurn();
		expect(textsOf(batches)).toEqual([["one", "two"]]);
		answer();
		await Promise.all([first, second]);
	});

	test("has one batch at the writer at a time; what comes meanwhile is the next", async () => {
		const { batches, commits, answer } = arrange();
		const taken = [commits.submit(append("one"))];
		await endOfTurn();
		taken.push(commits.submit(append("two")));
		await endOfTurn();
		taken.push(commits.submit(append("three")));
		await endOfTurn();
		expect(textsOf(batches)).toEqual([["one"]]);
		answer();
		expect(textsOf(batches)).toEqual([["one"], ["two", "three"]]);
		answer();
		await Promise.all(taken);
	});

	test("posts the next batch, then tells listeners, then resolves in order", async () => {
		const { batches, commits, answer } = arrange();
		const seen: string[] = [];
		commits.onCommitted((events) => {
			const texts = events.map((event) => (event.type === "message" ? event.text : ""));
			seen.push(`heard ${texts} with ${batches.length} batches posted`);
		});
		const note = (name: string) => () => seen.push(`resolved ${name}`);
		const one = commits.submit(append("one", "two")).then(note("one"));
		const three = commits.submit(append("three")).then(note("three"));
		await endOfTurn();
		const next = commits.submit(append("next"));
		answer();
		await Promise.all([one, three]);
		expect(seen).toEqual([
			"heard one,two,three with 2 batches posted",
			"resolved one",
			"resolved three",
		]);
		answer();
		await next;
	});

	test("answers duplicates with what is stored and keeps them from listeners", async () => {
		const { commits } = arrange();
		const heard: unknown[] = [];
		commits.onCommitted((events) => heard.push(events));
		const outcome = commits.submit(append("again"));
		await endOfTurn();
		const stored = { room, seq: 1 as Seq, at: 1, by, type: "join" } as const;
		commits.settle({ type: "committed", applied: [{ type: "appended", places: [stored] }] });
		expect(await outcome).toEqual({
			type: "appended",
			receipts: [{ event: stored, duplicate: true }],
		});
		expect(heard).toEqual([]);
	});

	test.each(["none", "unknown"] as const)(
		"rejects all of a batch that failed with outcome %s, and goes on",
		async (outcome) => {
			const { batches, commits, answer } = arrange();
			const lost = [commits.submit(append("one")), commits.submit(append("two"))];
			await endOfTurn();
			const next = commits.submit(append("next"));
			commits.settle({ type: "failed", message: "disk full", outcome });
			for (const each of lost)
				await expect(each).rejects.toMatchObject({ name: "JournalError", outcome });
			expect(textsOf(batches).at(-1)).toEqual(["next"]);
			answer();
			await next;
		},
	);

	test("refuses one operation without its neighbours", async () => {
		const { commits } = arrange();
		const refused = commits.submit(append("nowhere"));
		const done = commits.submit({ type: "revoke-tokens", except: undefined, account: by });
		await endOfTurn();
		const applied: Applied[] = [{ type: "refused", reason: "No such room." }, { type: "done" }];
		commits.settle({ type: "committed", applied });
		await expect(refused).rejects.toMatchObject({ message: "No such room.", outcome: "none" });
		expect(await done).toEqual({ type: "done" });
	});

	test("takes no more than 10,000 events to wait, and takes them again after the next batch", async () => {
		const { batches, commits, answer } = arrange();
		const taken = [commits.submit(append("in flight"))];
		await endOfTurn();
		const many = Array.from({ length: 10_000 }, (_, index) => `${index}`);
		taken.push(commits.submit(append(...many)));
		const refused = commits.submit(append("one more"));
		await expect(refused).rejects.toMatchObject({ name: "JournalError", outcome: "none" });
		answer();
		taken.push(commits.submit(append("later")));
		answer();
		answer();
		await Promise.all(taken);
		expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
	});

	test("takes no more than 32 MiB of text to wait, and takes it again after the next batch", async () => {
		const { commits, answer } = arrange();
		const text = "x".repeat(1024 * 1024);
		const fifteen = () => Array.from({ length: 15 }, () => commits.submit(append(text)));
		const taken = fifteen();
		const refused = commits.submit(append(text, text));
		await expect(refused).rejects.toMatchObject({ outcome: "none" });
		await endOfTurn();
		taken.push(...fifteen());
		answer();
		answer();
		await Promise.all(taken);
	});

	test("knows when the writer dies what may be stored and what is not", async () => {
		const { commits } = arrange();
		const inFlight = commits.submit(append("in flight"));
		await endOfTurn();
		const waiting = commits.submit(append("waiting"));
		commits.fail(new Error("the thread died"));
		await expect(inFlight).rejects.toMatchObject({ outcome: "unknown" });
		await expect(waiting).rejects.toMatchObject({ outcome: "none" });
		await expect(commits.submit(append("late"))).rejects.toMatchObject({ outcome: "none" });
		await commits.drain();
	});

	test("drains what it has taken and takes nothing more", async () => {
		const { commits, answer } = arrange();
		const order: string[] = [];
		const one = commits.submit(append("one")).then(() => order.push("one"));
		await endOfTurn();
		const two = commits.submit(append("two")).then(() => order.push("two"));
		const drained = commits.drain().then(() => order.push("drained"));
		await expect(commits.submit(append("late"))).rejects.toMatchObject({ outcome: "none" });
		answer();
		answer();
		await Promise.all([one, two, drained]);
		expect(order).toEqual(["one", "two", "drained"]);
	});
});
