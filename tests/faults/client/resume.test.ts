import { type Client, createClient } from "@partyline/client";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import { expect, onTestFinished, test } from "vitest";
import { TestDaemon } from "../../support/daemon.ts";
import type { NativePeer } from "../../support/native-peer.ts";
import { postNumbered } from "../../support/pages.ts";
import { RecordedLine } from "../../support/recorded-line.ts";
import { Waiting } from "../../support/waiting.ts";

const room = "#general";
const bound = limits.syncEvents;

/** A client whose line is recorded, in a room where bob talks. */
async function arrange(server: TestDaemon, catchUp: "all" | "latest" = "all") {
	const bob = await server.member("bob");
	const line = new RecordedLine();
	const { host, port } = server.address;
	// Without a wait between two attempts: the line says when.
	const options = { rooms: [room], dial: line.dial, random: () => 0, catchUp };
	const ann = createClient({ host, port, as: "ann", ...options });
	onTestFinished(() => ann.close());
	const seqs: number[] = [];
	const resets: number[] = [];
	const waiting = new Waiting();
	ann.subscribe((notice) => {
		if (notice.type === "event") seqs.push(notice.event.seq);
		if (notice.type === "reset") resets.push(notice.from);
		waiting.look();
	});
	ann.start();
	await ann.live();
	const first = await say(bob, "before");
	/** Resolves once that event was delivered. */
	const delivered = async (seq: number) => {
		const look = () => (seqs.at(-1) === seq ? true : undefined);
		await waiting.until(`event ${seq}`, look, () => seqs.slice(-3));
	};
	await delivered(first);
	seqs.splice(0);
	resets.splice(0);
	return { bob, ann, line, seqs, resets, first, delivered };
}

const upTo = (from: number, last: number) =>
	Array.from({ length: last - from + 1 }, (_, at) => from + at);

async function say(peer: NativePeer, text: string): Promise<number> {
	return (await peer.call("post", { room, id: newMessageId(), text })).seq;
}

function isCut(ann: Client): Promise<void> {
	return new Promise((resolve) => {
		const stop = ann.subscribe((notice) => {
			if (notice.type !== "status" || notice.status.state !== "connecting") return;
			stop();
			resolve();
		});
	});
}

test.each([0, 1, bound, bound + 1, 1_000, 5_000])(
	"after an absence of %i events, with others coming meanwhile, each is told once and in order, and none comes twice",
	async (missed) => {
		await using server = await TestDaemon.start();
		const { bob, ann, line, seqs, resets, first, delivered } = await arrange(server);
		const gone = isCut(ann);
		line.cut();
		await gone;
		await postNumbered(bob, missed);
		line.received.splice(0);
		const talking = Promise.withResolvers<void>();
		line.onReceived = ({ method }) => {
			// From the moment on from which it is to hear everything live, while it fetches what it missed.
			if (method === "sync") talking.resolve(postNumbered(bob, 100));
		};
		line.open();
		await ann.live();
		await talking.promise;
		const last = await say(bob, "after");
		await delivered(last);

		expect(last).toBeGreaterThan(first + missed + 100);
		expect([seqs, resets]).toEqual([upTo(first + 1, last), []]);
		const arrived = line.arrivals().filter(({ event }) => event.seq > first);
		expect(arrived.map(({ event }) => event.seq).toSorted((a, b) => a - b)).toEqual(
			upTo(first + 1, last),
		);
		// Above the bound the server names the range, and the client pages.
		expect(arrived.some(({ how }) => how === "history")).toBe(missed > bound);
	},
);

test("a fill that is cut again and again goes on where it was", async () => {
	await using server = await TestDaemon.start();
	const { bob, ann, line, seqs, first, delivered } = await arrange(server);
	line.cut();
	await postNumbered(bob, 1_500);
	let pages = 0;
	line.onReceived = ({ method }) => {
		if (method !== "history" || ++pages > 12 || pages % 2 === 1) return;
		line.cut();
		line.open();
	};
	line.received.splice(0);
	line.open();
	await ann.live();
	const last = await say(bob, "after");
	await delivered(last);
	expect(pages).toBeGreaterThan(6);
	expect(seqs).toEqual(upTo(first + 1, last));
	// What came in time was not asked for again: each page begins where the one before ended.
	const cursors = line.asked("history").map(({ params }) => Number(Object(params).after));
	expect(cursors).toEqual(cursors.toSorted((a, b) => a - b));
	expect(cursors.slice(1).filter((cursor, at) => cursor === cursors[at]).length).toBeLessThan(8);
});

test("a reader that falls behind in the middle of a fill has everything once it reads on", async () => {
	await using server = await TestDaemon.start();
	const { bob, line, ann, seqs, first, delivered } = await arrange(server);
	line.cut();
	await postNumbered(bob, 1_000);
	const paused = Promise.withResolvers<void>();
	line.onReceived = ({ method }) => {
		if (method !== "history") return;
		line.onReceived = () => {};
		line.pause();
		paused.resolve();
	};
	line.open();
	await paused.promise;
	// More than the kernel and the server hold for one reader.
	const long = "x".repeat(16_000);
	for (let sent = 0; sent < 600; sent += 30)
		await Promise.all(Array.from({ length: 30 }, () => say(bob, long)));
	line.resume();
	await ann.live();
	const last = await say(bob, "after");
	await delivered(last);
	expect(seqs).toEqual(upTo(first + 1, last));
	expect(line.received.some(({ method }) => method === "limited")).toBe(true);
});

test("who wants the latest only gets them after a long absence, without a hole, and none comes twice", async () => {
	await using server = await TestDaemon.start();
	const { bob, line, ann, seqs, resets, first, delivered } = await arrange(server, "latest");
	line.cut();
	await postNumbered(bob, 1_000);
	line.received.splice(0);
	line.onReceived = ({ method }) => {
		if (method === "sync") void postNumbered(bob, 100);
	};
	line.open();
	await ann.live();
	await delivered(first + 1_100);
	const from = first + 1_001 - limits.pageEvents;
	expect([resets, seqs]).toEqual([[from], upTo(from, first + 1_100)]);
	const arrived = line.arrivals().map(({ event }) => event.seq);
	expect(arrived.toSorted((a, b) => a - b)).toEqual(seqs);
});
