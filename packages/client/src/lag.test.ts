import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { StorageError } from "./errors.ts";
import { LagMeter } from "./lag.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";

/** A client and a server who share a clock: what the server lets pass is how long it takes. */
async function arrange(options: Partial<ClientOptions> = {}) {
	const clock = new ManualClock();
	const server = new FakeServer();
	const port = await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann");
	const client = createClient({
		host: "127.0.0.1",
		port,
		as: "ann",
		clock,
		random: () => 1,
		...options,
	});
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	/** The next answers to `method` take so long, one after the other; the last time stays. */
	const takes = (method: string, ...times: number[]) =>
		server.override(method, () => {
			clock.pass(times.length > 1 ? (times.shift() ?? 0) : (times[0] ?? 0));
			return undefined;
		});
	const toldRoundTrips = () =>
		notices.all.flatMap((n) =>
			n.type === "status" && n.status.state === "live" ? [n.status.roundTripMs] : [],
		);
	return { clock, server, client, notices, takes, toldRoundTrips };
}

test("the round trip is known as soon as we are connected, and asked for once more at once", async () => {
	const { client, takes, notices, toldRoundTrips } = await arrange();
	takes("hello", 40);
	takes("ping", 12);
	expect(client.lag()).toEqual({ waiting: 0 });
	client.start();
	await client.live();
	await notices.until(() => toldRoundTrips().length === 2);
	expect(toldRoundTrips()).toEqual([40, 12]);
	expect(client.lag()).toEqual({ roundTripMs: 12, waiting: 0 });
});

test("an idle line is pinged after each 15 s of silence, and at no other time", async () => {
	const { client, clock, server, notices, toldRoundTrips } = await arrange();
	client.start();
	await notices.until(() => toldRoundTrips().length === 2);
	for (const told of [3, 4, 5]) {
		clock.pass(14_999);
		expect(server.paramsOf("ping")).toHaveLength(told - 2);
		clock.pass(1);
		await notices.until(() => toldRoundTrips().length === told);
	}
	expect(server.paramsOf("ping")).toHaveLength(4);
});

test("the ack of a post is told with the server's part of it, and one slow ack among quick ones does not count", async () => {
	const { client, takes, notices, toldRoundTrips } = await arrange();
	takes("ping", 12);
	takes("post", 30, 500, 31, 32);
	client.start();
	await notices.until(() => toldRoundTrips().length === 2);
	for (const text of ["one", "two", "three"]) await client.post(general, text).kept;
	expect(client.lag()).toEqual({ roundTripMs: 12, ackMs: 31, commitMs: 19, waiting: 0 });
});

test("only the last eight acks count, so that a server that has become slow is seen to be", () => {
	const lag = new LagMeter();
	for (let n = 0; n < 100; n++) lag.take("post", 30);
	for (let n = 0; n < 4; n++) lag.take("post", 900);
	expect(lag.read().ackMs).toBe(900);
});

test("the time in the outbox is no part of the ack, nor is a refusal one", async () => {
	const { client, clock, server, takes, notices } = await arrange();
	client.post(general, "early");
	clock.pass(60_000);
	takes("post", 30);
	client.start();
	await notices.until(() => client.outbox().length === 0);
	expect(client.lag().ackMs).toBe(30);
	server.rooms.open("#closed");
	takes("post", 900);
	await expect(client.post("#closed", "no").kept).rejects.toThrow();
	expect(client.lag()).toMatchObject({ ackMs: 30, waiting: 0 });
});

test("on a line that is never silent the round trip is measured anew behind our own posts, once in 15 s", async () => {
	const { client, clock, server, takes, notices, toldRoundTrips } = await arrange();
	takes("ping", 12);
	client.start();
	await notices.until(() => toldRoundTrips().length === 2);
	takes("ping", 70);
	for (let second = 1; second <= 14; second++) {
		clock.pass(1_000);
		await client.post(general, `${second}`).kept;
	}
	expect(server.paramsOf("ping")).toHaveLength(1);
	clock.pass(1_000);
	await client.post(general, "15").kept;
	await client.post(general, "at once after it").kept;
	await notices.until(() => toldRoundTrips().at(-1) === 70);
	expect(server.paramsOf("ping")).toHaveLength(2);
	expect(client.lag().roundTripMs).toBe(70);
});

test.each<[string, () => Partial<ClientOptions>]>([
	["in memory", () => ({})],
	["on disk", () => ({ stateDir: temporaryFolder(onTestFinished) })],
])(
	"posts that wait %s are counted, with the age of the oldest, and refused ones are not",
	async (_, options) => {
		const { client, clock, server, notices } = await arrange(options());
		const { port } = server;
		await server.close();
		const refused = client.post("#closed", "no");
		clock.pass(1_000);
		client.post(general, "one");
		clock.pass(4_000);
		client.post(general, "two");
		clock.pass(500);
		expect(client.lag()).toEqual({ waiting: 3, oldestWaitingMs: 5_500 });
		await server.listen(port);
		server.override("post", ({ params }) => (params.room === general ? "silence" : undefined));
		client.start();
		await expect(refused.kept).rejects.toThrow();
		expect(client.lag()).toMatchObject({ waiting: 2, oldestWaitingMs: 4_500 });
		server.override("post", () => undefined);
		const waiting = notices.status("waiting");
		server.cutAll();
		await waiting;
		clock.pass(500);
		await notices.until(() => client.lag().waiting === 0);
		expect(client.lag().oldestWaitingMs).toBeUndefined();
	},
);

test("without a connection nothing is said to be measured, and the next one begins anew", async () => {
	const { client, clock, server, takes, notices } = await arrange();
	takes("post", 30);
	client.start();
	await client.live();
	await client.post(general, "hi").kept;
	const waiting = notices.status("waiting");
	server.cutAll();
	await waiting;
	expect(client.lag()).toEqual({ waiting: 0 });
	clock.pass(500);
	await client.live();
	expect(client.lag()).toEqual({ roundTripMs: 0, waiting: 0 });
});

test("a disk that cannot be read is told in words by whoever asks for the lag", async () => {
	const stateDir = temporaryFolder(onTestFinished);
	const { client } = await arrange({ stateDir });
	const disk = new DatabaseSync(join(stateDir, "outbox.db"));
	disk.exec("DROP TABLE posts");
	disk.close();
	expect(() => client.lag()).toThrow(
		new StorageError("The messages that wait cannot be read from this machine's disk."),
	);
});

test("a clock that is set back makes no time negative", () => {
	const lag = new LagMeter();
	lag.take("ping", -3_600_000);
	lag.take("post", -3_600_000);
	expect(lag.read()).toEqual({ roundTripMs: 0, ackMs: 0, commitMs: 0 });
	lag.take("ping", 50);
	lag.take("post", 20);
	lag.take("post", 20);
	expect(lag.read()).toEqual({ roundTripMs: 50, ackMs: 20, commitMs: 0 });
});
