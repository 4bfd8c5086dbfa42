import { createClient } from "@partyline/client";
import { WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { FakeServer } from "../../../packages/client/src/testing/fake-server.ts";
import { temporaryFolder } from "../../../packages/client/src/testing/folder.ts";
import { ManualClock } from "../../../packages/client/src/testing/manual-clock.ts";
import { Notices } from "../../../packages/client/src/testing/notices.ts";
import { harms, room } from "./harms.ts";
import { results } from "./samples.ts";

/** A client with a post in its outbox on disk, whose clock a test moves. */
function arrange(port: number) {
	const clock = new ManualClock();
	const stateDir = temporaryFolder(onTestFinished);
	// The whole of each wait: chance would only make it shorter.
	const options = { host: "127.0.0.1", port, as: "ann", stateDir, clock, random: () => 1 };
	const client = createClient(options);
	onTestFinished(() => client.close());
	return { clock, client, notices: new Notices(client) };
}

test.each(Object.entries(harms))(
	"a server that %s is asked ever more seldom, told of in a sentence, and costs nothing of what was posted",
	async (_, harm) => {
		const server = new FakeServer();
		const port = await server.listen();
		onTestFinished(() => server.close());
		server.rooms.open(room, "ann");
		harm(server);
		const { clock, client, notices } = arrange(port);
		const { id } = client.post(room, "keep me");
		const waitsMs: number[] = [];
		client.start();
		for (let attempt = 1; attempt <= 9; attempt++) {
			const waiting = await notices.status("waiting");
			expect(waiting.problem).toMatch(/^[A-Z][ -~]{5,150}\.$/);
			waitsMs.push(waiting.retryAtMs - clock.now());
			if (attempt < 9) clock.pass(waiting.retryAtMs - clock.now());
		}
		expect(waitsMs).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
		expect(server.asked.length).toBeLessThan(100);
		expect(client.outbox()).toMatchObject([{ id, text: "keep me" }]);

		for (const method of ["hello", "login", "sync", "post"])
			server.override(method, () => undefined);
		client.retryNow();
		await notices.until(() => client.outbox().length === 0);
		const said = server.rooms.logs.get(room)?.filter((event) => event.text === "keep me");
		expect(said).toMatchObject([{ id }]);
	},
);

test.each([0, 1, 1e13])(
	"a server that says to come later, in %d ms, for ever, is asked ever more seldom, and again within the hour",
	async (retryAfterMs) => {
		const server = new FakeServer();
		const port = await server.listen();
		onTestFinished(() => server.close());
		server.rooms.open(room, "ann");
		const asked = () => server.paramsOf("post").length;
		server.override("members", () => results.members);
		server.override("post", () => {
			throw new WireError("rate_limited", { retryAfterMs });
		});
		const { clock, client, notices } = arrange(port);
		const { kept } = client.post(room, "keep me");
		client.start();
		await client.live();
		/** Lets time pass in steps so small that no silence is taken for a dead line. */
		const pass = async (steps: number, stepMs: number) => {
			for (let step = 0; step < steps; step++) {
				// Whatever is on the way comes to its end: the answer to this is behind it.
				await client.members(room);
				clock.pass(stepMs);
			}
		};
		await pass(60, 1_000);
		expect(asked()).toBeGreaterThan(0);
		// At once, after half a second, one, two, four, eight, sixteen and thirty.
		expect(asked()).toBeLessThanOrEqual(8);
		server.override("post", () => undefined);
		await pass(95, 40_000);
		await notices.until(() => client.outbox().length === 0);
		expect(await kept).toMatchObject({ seq: 1 });
	},
);

test("a server that never answers hello is told of after 30 s and asked again", async () => {
	const server = new FakeServer();
	const port = await server.listen();
	onTestFinished(() => server.close());
	const greeted = Promise.withResolvers<void>();
	server.override("hello", () => {
		greeted.resolve();
		return "silence";
	});
	const { clock, client, notices } = arrange(port);
	client.post(room, "keep me");
	client.start();
	await greeted.promise;
	const waiting = notices.status("waiting");
	clock.pass(30_000);
	expect((await waiting).problem).toBe(`127.0.0.1:${port} does not answer.`);
	expect(client.outbox()).toHaveLength(1);
});
