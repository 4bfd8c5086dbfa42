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
	let seen = 0;
	return {
		batches,
		commits,
		answer: () => commits.settle(storeAll(batches.at(-1) ?? [])),
		/** Resolves when a batch has been posted that was not there at the last call. */
		posted: async () => {
			while (batches.length === seen) await endOfTurn();
			seen = batches.length;
		},
	};
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
		const { batches, commits, answer, posted } = arrange();
		const first = commits.submit(append("one"));
		await Promise.resolve();
		const second = commits.submit(append("two"));
		expect(batches).toEqual([]);
		await posted();
		expect(textsOf(batches)).toEqual([["one", "two"]]);
		answer();
		await Promise.all([first, second]);
	});

	test("has one batch at the writer at a time; what comes meanwhile is the next", async () => {
		const { batches, commits, answer, posted } = arrange();
		const taken = [commits.submit(append("one"))];
		await posted();
		taken.push(commits.submit(append("two")));
		await endOfTurn();
		taken.push(commits.submit(append("three")));
		await endOfTurn();
		expect(textsOf(batches)).toEqual([["one"]]);
		answer();
		await posted();
		expect(textsOf(batches)).toEqual([["one"], ["two", "three"]]);
		answer();
		await Promise.all(taken);
	});

	test("tells listeners, then resolves in order, and posts the next batch before what listeners put off", async () => {
		const { batches, commits, answer, posted } = arrange();
		const seen: string[] = [];
		commits.onCommitted((events) => {
			const texts = events.map((event) => (event.type === "message" ? event.text : ""));
			seen.push(`heard ${texts}`);
			setImmediate(() => seen.push(`fanned out with ${batches.length} batches posted`));
		});
		const note = (name: string) => () => seen.push(`resolved ${name}`);
		const one = commits.submit(append("one", "two")).then(note("one"));
		const three = commits.submit(append("three")).then(note("three"));
		await posted();
		const next = commits.submit(append("next"));
		answer();
		await Promise.all([one, three]);
		await endOfTurn();
		expect(seen).toEqual([
			"heard one,two,three",
			"resolved one",
			"resolved three",
			"fanned out with 2 batches posted",
		]);
		answer();
		await next;
	});

	test("lets a batch grow while each turn brings more, and not for ever", async () => {
		const { batches, commits, answer } = arrange();
		const taken: Promise<unknown>[] = [];
		while (batches.length === 0) {
			taken.push(commits.submit(append("one")), commits.submit(append("another")));
			await endOfTurn();
		}
		expect(batches[0]?.length).toBe(taken.length);
		expect(taken.length).toBeGreaterThan(2);
		answer();
		await Promise.all(taken);
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
			const { batches, commits, answer, posted } = arrange();
			const lost = [commits.submit(append("one")), commits.submit(append("two"))];
			await posted();
			const next = commits.submit(append("next"));
			commits.settle({ type: "failed", message: "disk full", outcome });
			for (const each of lost)
				await expect(each).rejects.toMatchObject({ name: "JournalError", outcome });
			await posted();
			expect(textsOf(batches).at(-1)).toEqual(["next"]);
			answer();
			await next;
		},
	);

	test("refuses one operation without its neighbours", async () => {
		const { commits, posted } = arrange();
		const refused = commits.submit(append("nowhere"));
		const done = commits.submit({ type: "revoke-tokens", except: undefined, account: by });
		await posted();
		const applied: Applied[] = [{ type: "refused", reason: "No such room." }, { type: "done" }];
		commits.settle({ type: "committed", applied });
		await expect(refused).rejects.toMatchObject({ message: "No such room.", outcome: "none" });
		expect(await done).toEqual({ type: "done" });
	});

	test("takes no more than 10,000 events to wait, and takes them again after the next batch", async () => {
		const { batches, commits, answer, posted } = arrange();
		const taken = [commits.submit(append("in flight"))];
		await posted();
		const many = Array.from({ length: 10_000 }, (_, index) => `${index}`);
		taken.push(commits.submit(append(...many)));
		const refused = commits.submit(append("one more"));
		await expect(refused).rejects.toMatchObject({ name: "JournalError", outcome: "none" });
		answer();
		await posted();
		taken.push(commits.submit(append("later")));
		answer();
		await posted();
		answer();
		await Promise.all(taken);
		expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
	});

	test("takes no more than 32 MiB of text to wait, and takes it again after the next batch", async () => {
		const { commits, answer, posted } = arrange();
		const text = "x".repeat(1024 * 1024);
		const fifteen = () => Array.from({ length: 15 }, () => commits.submit(append(text)));
		const taken = fifteen();
		const refused = commits.submit(append(text, text));
		await expect(refused).rejects.toMatchObject({ outcome: "none" });
		await posted();
		taken.push(...fifteen());
		answer();
		await posted();
		answer();
		await Promise.all(taken);
	});

	test("knows when the writer dies what may be stored and what is not", async () => {
		const { commits, posted } = arrange();
		const inFlight = commits.submit(append("in flight"));
		await posted();
		const waiting = commits.submit(append("waiting"));
		commits.fail(new Error("the thread died"));
		await expect(inFlight).rejects.toMatchObject({ outcome: "unknown" });
		await expect(waiting).rejects.toMatchObject({ outcome: "none" });
		await expect(commits.submit(append("late"))).rejects.toMatchObject({ outcome: "none" });
		await commits.drain();
	});

	test("drains what it has taken and takes nothing more", async () => {
		const { commits, answer, posted } = arrange();
		const order: string[] = [];
		const one = commits.submit(append("one")).then(() => order.push("one"));
		await posted();
		const two = commits.submit(append("two")).then(() => order.push("two"));
		const drained = commits.drain().then(() => order.push("drained"));
		await expect(commits.submit(append("late"))).rejects.toMatchObject({ outcome: "none" });
		answer();
		await posted();
		answer();
		await Promise.all([one, two, drained]);
		expect(order).toEqual(["one", "two", "drained"]);
	});
});
