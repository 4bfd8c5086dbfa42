import { ConnectionError } from "@partyline/client";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClient } from "../testing/fake-client.ts";
import { event, events, generalRoom } from "../testing/samples.ts";
import { anySettings } from "../testing/settings.ts";
import { type TailOptions, tail } from "./tail.ts";

const opened = vi.hoisted((): { client?: unknown } => ({}));

vi.mock("../start/open-client.ts", () => ({ openClient: () => opened.client }));

let client: FakeClient;

beforeEach(() => {
	client = new FakeClient();
	client.onStart = () => client.goLive("ann");
	opened.client = client;
});

/** Begins to tail; what it printed, what it warned of, and how to end it. */
function start(wanted: Partial<TailOptions>) {
	const printed: number[] = [];
	const warned: string[] = [];
	const interrupted = new AbortController();
	const ended = tail(anySettings, {
		room: generalRoom,
		json: true,
		since: undefined,
		lines: 10,
		follow: true,
		print: (line) => printed.push(JSON.parse(line).seq),
		warn: (sentence) => warned.push(sentence),
		signal: interrupted.signal,
		...wanted,
	});
	return { printed, warned, ended, interrupt: () => interrupted.abort() };
}

function seqs(from: number, to: number): number[] {
	return events(from, to).map(({ seq }) => seq);
}

/** Lets everything happen that has been begun. */
async function settle(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

function happen(seq: number): void {
	client.tell({ type: "event", event: event(seq), mine: false });
}

describe("the last so many", () => {
	test.each([
		[3, 200, seqs(998, 1000)],
		[450, 200, seqs(551, 1000)],
		[450, 7, seqs(551, 1000)],
		[5_000, 200, seqs(1, 1000)],
	])("%i, in pages of at most %i", async (lines, pageLimit, expected) => {
		client.log = events(1, 1000);
		client.pageLimit = pageLimit;
		const { printed, ended } = start({ lines, follow: false });
		await ended;
		expect(printed).toEqual(expected);
	});

	test("none: what was there before is not printed, though the connection brings it", async () => {
		client.log = events(1, 5);
		const { printed, ended, interrupt } = start({ lines: 0 });
		await settle();
		for (const seq of seqs(4, 7)) happen(seq);
		await settle();
		interrupt();
		await ended;
		expect(printed).toEqual([6, 7]);
		expect(client.askedOf("history")).toEqual([]);
	});
});

test("a server that says there is more and goes nowhere is not asked for ever", async () => {
	client.page = { events: events(3, 4), more: true };
	const since = start({ since: 2, follow: false });
	await since.ended;
	expect(since.printed).toEqual([3, 4]);
	const last = start({ lines: 50, follow: false });
	await last.ended;
	expect(last.printed).toEqual([3, 4]);
});

test("after another history of the server its events are printed, and that it is one is told", async () => {
	client.log = events(1, 5);
	const { printed, warned, ended, interrupt } = start({ lines: 2 });
	await settle();
	client.tell({ type: "epoch", epoch: "other" });
	happen(1);
	happen(2);
	await settle();
	interrupt();
	await ended;
	expect(printed).toEqual([4, 5, 1, 2]);
	expect(warned).toEqual(["The server has another history now; what follows begins anew."]);
});

test("a line that breaks while the past is read is told in a sentence", async () => {
	client.failures.set("history", new ConnectionError("The server closed the connection."));
	await expect(start({}).ended).rejects.toMatchObject({ name: "UserError", code: 69 });
});
