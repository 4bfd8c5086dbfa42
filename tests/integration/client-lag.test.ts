import { type Client, type ConnectionStatus, createClient } from "@partyline/client";
import { expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import { openFaultProxy } from "../support/fault-proxy.ts";
import { createRandom } from "../support/random.ts";

const room = "#general";

/** Resolves with the first status that fits. */
function statusOf(client: Client, fits: (status: ConnectionStatus) => boolean): Promise<void> {
	return new Promise((resolve) => {
		const stop = client.subscribe((notice) => {
			if (notice.type !== "status" || !fits(notice.status)) return;
			stop();
			resolve();
		});
	});
}

test("the lag of a line that holds everything back is told as the line's, and what waits is counted", async () => {
	await using server = await TestDaemon.start();
	await using stack = new AsyncDisposableStack();
	const proxy = await openFaultProxy(server.address, createRandom(1));
	stack.defer(() => proxy.close());
	proxy.setWeather({ delayMs: 40 });
	const client = createClient({ ...proxy.address, as: "ann", rooms: [room], random: () => 0 });
	stack.defer(() => client.close());
	client.start();
	await client.live();
	// Asked for once more as soon as we are in.
	await statusOf(client, ({ state }) => state === "live");
	// To the server and back; a timer of Node's may go off a millisecond early.
	expect(client.lag().roundTripMs).toBeGreaterThanOrEqual(78);
	for (const text of ["one", "two", "three"]) await client.post(room, text).kept;
	const { roundTripMs = 0, ackMs = 0, ...lag } = client.lag();
	expect(ackMs).toBeGreaterThanOrEqual(78);
	expect(lag).toEqual({ commitMs: Math.max(0, ackMs - roundTripMs), waiting: 0 });

	const offline = statusOf(client, ({ state }) => state === "waiting");
	proxy.setOpen(false);
	for (const line of proxy.lines) line.reset();
	await offline;
	const { kept } = client.post(room, "into the dark");
	expect(client.lag()).toEqual({ waiting: 1, oldestWaitingMs: expect.any(Number) });
	proxy.setOpen(true);
	client.retryNow();
	await kept;
	expect(client.lag()).toMatchObject({ ackMs: expect.any(Number), waiting: 0 });
});

test("to a server that nothing lies before, a round trip is told right after the login", async () => {
	await using server = await TestDaemon.start();
	await using stack = new AsyncDisposableStack();
	const { host, port } = server.address;
	const client = createClient({ host, port, as: "ann", rooms: [room] });
	stack.defer(() => client.close());
	client.start();
	await client.live();
	expect(client.status()).toEqual({ state: "live", roundTripMs: expect.any(Number) });
	expect(client.lag()).toEqual({ roundTripMs: expect.any(Number), waiting: 0 });
});
