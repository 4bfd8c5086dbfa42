import { WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import { type Clock, systemClock } from "./clock.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";

/** The time of the machine, and how many timers keep the process alive. */
function countingClock() {
	const timers = new Set<() => void>();
	const clock: Clock = {
		now: () => systemClock.now(),
		after(delayMs, callback) {
			const cancel = systemClock.after(delayMs, () => {
				timers.delete(cancel);
				callback();
			});
			timers.add(cancel);
			return () => {
				timers.delete(cancel);
				cancel();
			};
		},
	};
	return { clock, timers };
}

/** A live client of a server that tells all who ask `method` to come back in an hour. */
async function arrange(method: string) {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann");
	const asked = Promise.withResolvers<void>();
	server.override(method, () => {
		asked.resolve();
		throw new WireError("rate_limited", { retryAfterMs: 3_600_000 });
	});
	const { clock, timers } = countingClock();
	const { port } = server;
	const client = createClient({ host: "127.0.0.1", port, as: "ann", clock, random: () => 0 });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	await client.live();
	return { server, client, notices, timers, asked: asked.promise };
}

/** Resolves once the client has got all that the server has said so far. */
async function caughtUp({ client }: Awaited<ReturnType<typeof arrange>>): Promise<void> {
	await client.join(general);
}

test("a client that is closed while the server has its post wait leaves no timer behind", async () => {
	const arranged = await arrange("post");
	arranged.client.post(general, "hi").kept.catch(() => {});
	await arranged.asked;
	await caughtUp(arranged);
	await arranged.client.close();
	expect(arranged.timers.size).toBe(0);
});

test("a client that is closed while the server has its page of history wait leaves no timer behind", async () => {
	const arranged = await arrange("history");
	const { server, client, timers } = arranged;
	server.rooms.fill(general, 3);
	server.say(general, "bob", "behind a gap");
	await arranged.asked;
	await caughtUp(arranged);
	await client.close();
	expect(timers.size).toBe(0);
});

test("a post that the server has wait for an hour goes out at once over the next connection", async () => {
	const arranged = await arrange("post");
	const { server, client, notices } = arranged;
	const { kept } = client.post(general, "hi");
	await arranged.asked;
	await caughtUp(arranged);
	server.override("post", () => undefined);
	const waiting = notices.status("waiting");
	server.cutAll();
	await waiting;
	expect(await kept).toMatchObject({ room: general, seq: 1 });
});
