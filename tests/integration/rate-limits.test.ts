import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { rates } from "../../apps/server/src/limits.ts";
import { TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { startStaffed } from "../support/staffed.ts";

const room = "#general";
const elsewhere = { trustLoopback: false, guests: true };
const { burst, perSecond } = rates.connection;

/** Posts until one is refused, all in one go; the refusal, and how many were taken. */
async function flood(peer: NativePeer, count: number) {
	const answers = await Promise.all(
		Array.from({ length: count }, (_, index) =>
			peer.ask("post", { room, id: newMessageId(), text: `flood ${index}` }),
		),
	);
	const refusals = answers.flatMap((answer) => (answer.type === "error" ? [answer.error] : []));
	return { refusals, taken: count - refusals.length };
}

async function textsOf(peer: NativePeer): Promise<string[]> {
	const { events } = await peer.call("history", { room, limit: 200 });
	return events.flatMap((event) => (event.type === "message" ? [event.text] : []));
}

describe("whoever asks for too much from elsewhere", () => {
	test("is refused with when to come again, and is taken then; what was refused left nothing", async () => {
		await using server = await TestDaemon.start(elsewhere);
		const peer = await server.member("gus");
		const { refusals, taken } = await flood(peer, 60);
		// The join cost something; while all that was done some came back.
		expect(taken).toBeGreaterThanOrEqual(burst - 5);
		expect(taken).toBeLessThan(60);
		for (const { data } of refusals) {
			expect(data?.code).toBe("rate_limited");
			expect(data?.retryAfterMs).toBeGreaterThan(0);
			expect(data?.retryAfterMs).toBeLessThanOrEqual(1_000 / perSecond);
		}
		expect(await textsOf(peer)).toHaveLength(taken);

		// Until it is refused once more, and then exactly as long as it is told.
		let answer = await peer.ask("post", { room, id: newMessageId(), text: "x" });
		while (answer.type !== "error")
			answer = await peer.ask("post", { room, id: newMessageId(), text: "x" });
		const end = performance.now() + (answer.error.data?.retryAfterMs ?? 0) + 1;
		while (performance.now() < end) await peer.call("ping", {});
		await peer.call("post", { room, id: newMessageId(), text: "at last" });
	});

	test("has no more of it by coming over several connections", async () => {
		await using server = await startStaffed({ ann: "member" }, elsewhere);
		const peers: NativePeer[] = [];
		for (let count = 0; count < 4; count++) {
			const { peer } = await server.account("ann");
			await peer.call("join", { room });
			peers.push(peer);
		}
		const begun = performance.now();
		const floods = await Promise.all(peers.map((peer) => flood(peer, 50)));
		const seconds = (performance.now() - begun) / 1_000;
		const taken = floods.reduce((sum, each) => sum + each.taken, 0);
		expect(taken).toBeLessThanOrEqual(rates.account.burst + seconds * rates.account.perSecond + 1);
		expect(taken).toBeGreaterThan(burst);
	});

	test("keeps nobody else from speaking, and may still read, come back and go", async () => {
		await using server = await TestDaemon.start(elsewhere);
		const loud = await server.member("gus");
		const quiet = await server.member("ida");
		const { refusals } = await flood(loud, 60);
		expect(refusals.length).toBeGreaterThan(0);
		await quiet.call("post", { room, id: newMessageId(), text: "hello" });
		for (let count = 0; count < 50; count++) {
			await loud.call("history", { room, limit: 1 });
			await loud.call("sync", { rooms: { [room]: 1 } });
			await loud.call("rooms", {});
			await loud.call("members", { room });
		}
		await loud.call("quit", {});
	});

	test("is told so in words where they come with a terminal", async () => {
		await using server = await TestDaemon.start(elsewhere);
		const person = await server.person("gus");
		for (let count = 0; count < 60; count++) person.type(`flood ${count}`);
		await person.sees("*** That was too much at once and was not done: wait 0.");
		const ida = await server.member("ida");
		expect((await textsOf(ida)).length).toBeLessThan(60);
	});
});

describe("guests from one network", () => {
	test("have no more of it by coming again under ever new names", async () => {
		await using server = await startStaffed({ ann: "member" }, elsewhere);
		const { peer: ann } = await server.account("ann");
		await ann.call("join", { room });
		const begun = performance.now();
		let taken = 0;
		for (let count = 0; count < 12; count++) {
			const { peer } = await server.guest(`guest-${count}`);
			if ((await peer.ask("join", { room })).type === "result")
				taken += (await flood(peer, 45)).taken;
		}
		const seconds = (performance.now() - begun) / 1_000;
		const most = rates.guests.burst + seconds * rates.guests.perSecond;
		expect(taken).toBeLessThanOrEqual(most);
		expect(taken).toBeLessThan(12 * (burst - 2));
		// Whoever has an account there is not kept waiting by them.
		expect((await flood(ann, 30)).refusals).toEqual([]);
	});

	test("come in thirty at once, and each is heard; a flood of new names is told to wait", async () => {
		await using server = await TestDaemon.start({ ...elsewhere, open: true });
		for (let count = 0; count < 30; count++) {
			const peer = await server.member(`pupil-${count}`);
			await peer.call("post", { room, id: newMessageId(), text: "here" });
		}
		const tokens: (string | undefined)[] = [];
		const peer = await server.greeted();
		for (let count = 30; count < rates.newcomers.burst; count++)
			tokens.push((await server.guest(`pupil-${count}`)).login.token);
		// A few came back while that lasted.
		let answer = await peer.ask("login", { guest: "one-more" });
		for (let more = 0; answer.type === "result" && more < 30; more++)
			answer = await (await server.greeted()).ask("login", { guest: `more-${more}` });
		if (answer.type !== "error") throw new Error("nobody was told to wait");
		expect(answer.error.data?.code).toBe("rate_limited");
		expect(answer.error.data?.retryAfterMs).toBeLessThanOrEqual(1_000 / rates.newcomers.perSecond);
		const wanted = { account: "newcomer", password: "correct battery staple" };
		const late = await server.greeted();
		expect((await late.refusal("register", wanted)).why).toBe("rate_limited");
		// Coming back is free.
		for (const token of tokens) await server.device(token);
	});
});

test("whoever is local is never told to wait", async () => {
	await using server = await TestDaemon.start();
	const peer = await server.member("ann");
	for (let round = 0; round < 4; round++) expect((await flood(peer, 60)).refusals).toEqual([]);
});
