import type { Socket } from "node:net";
import { duplexPair } from "node:stream";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { requestEnvelope } from "@partyline/shared/protocol/envelope";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { newMessageId, roomName } from "@partyline/shared/protocol/ids";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { openHub } from "../../hub/hub.ts";
import type {
	Account,
	Accounts,
	Acts,
	Bans,
	Codes,
	Invites,
	Journal,
	Passwords,
} from "../../hub/ports.ts";
import { Connection } from "../connection.ts";
import type { Farewell } from "../door.ts";
import { Share } from "../share.ts";
import { NativeVisit } from "./native-visit.ts";

const ann: Account = { account: "ann" as AccountName, name: "ann", role: "guest", state: "active" };

const timedOut: Farewell = { code: "login_timeout", message: "Nobody logged in." };

/** Somebody whose login with a token takes as long as the test wants. */
async function arrange(ignored: readonly AccountName[] = []) {
	const owner = Promise.withResolvers<Account | undefined>();
	const underWay = Promise.withResolvers<void>();
	const accounts: Partial<Accounts> = {
		all: async () => [ann],
		byToken: async () => {
			underWay.resolve();
			const account = await owner.promise;
			return account && { account, device: "0123456789ab" };
		},
		seen: async () => {},
		ignored: async () => [...ignored],
	};
	const bans: Partial<Bans> = { all: async () => [] };
	const unused = {
		bans: bans as Bans,
		invites: {} as Invites,
		acts: {} as Acts,
		passwords: {} as Passwords,
		codes: {} as Codes,
	};
	const journal: Partial<Journal> = {
		epoch: "now",
		rooms: async () => [],
		readMarks: async () => new Map(),
		onCommitted: () => {},
	};
	const hub = await openHub({
		// Only what is asked for here.
		journal: journal as Journal,
		accounts: accounts as Accounts,
		...unused,
		clock: {
			now: () => 0,
			soon: (task) => queueMicrotask(task),
			later: (_, task) => queueMicrotask(task),
		},
		newKey: newMessageId,
		newRoomId: () => roomName.parse("@x"),
	});
	const [near, far] = duplexPair();
	const visit = new NativeVisit(
		{
			hub,
			log: pino({ level: "silent" }),
			serverName: "partyline",
			version: "0",
			admitsGuests: () => true,
			admitsNewcomers: () => true,
		},
		// What a connection asks of a socket here any stream has.
		new Connection(near as Socket),
	);
	let told = "";
	far.on("data", (chunk: Buffer) => {
		told += chunk.toString();
	});
	const ask = (...methods: readonly [string, object?][]) =>
		visit.take(
			Buffer.concat(
				methods.map(([method, params = {}]) =>
					encodeFrame(requestEnvelope(method, method, params)),
				),
			),
		);
	ask(["hello", { protocol: 1, client: "x" }]);
	return {
		/** Resolves when the token is looked up. */
		underWay: underWay.promise,
		visit,
		ask,
		/** Lets the login end, of nobody's token if nobody is given. */
		settle: (account?: Account) => owner.resolve(account),
		told: () => told,
		sees: async (text: string) => {
			while (!told.includes(text)) await new Promise(setImmediate);
		},
		leave: () => near.destroy(),
	};
}

const login: [string, object] = ["login", { token: "x" }];

describe("a stranger who is told to go while their login is under way", () => {
	test("stays when they are let in, and what they asked behind it is answered", async () => {
		const { visit, ask, underWay, settle, told, sees, leave } = await arrange();
		ask(login, ["ping"]);
		await underWay;
		visit.bye(timedOut);
		settle(ann);
		await sees('"id":"ping"');
		expect(told()).not.toContain('"bye"');
		expect(visit.stage).toBe("logged-in");
		leave();
	});

	test("goes when they are not let in", async () => {
		const { visit, ask, underWay, settle, sees } = await arrange();
		ask(login);
		await underWay;
		visit.bye(timedOut);
		settle();
		await sees('"bye"');
		expect(visit.stage).toBe("closing");
	});

	test("goes when they are let in if the server goes down", async () => {
		const { visit, ask, underWay, settle, sees } = await arrange();
		ask(login);
		await underWay;
		visit.bye({ code: "shutting_down", message: "The server is going down." });
		settle(ann);
		await sees('"bye"');
		expect(visit.stage).toBe("closing");
	});
});

test("somebody who was let in and cannot be told so is sent away, and is not here any more", async () => {
	const { visit, ask, settle, sees } = await arrange(["x".repeat(70_000) as AccountName]);
	ask(login, ["ping"]);
	settle(ann);
	await sees('"internal_error"');
	await new Promise(setImmediate);
	expect(visit.stage).toBe("closing");
	expect([...visit.context.hub.people.sessions()]).toEqual([]);
});

test("a stranger who sends a byte at a time has asked for nothing", async () => {
	const { visit, ask, sees, leave } = await arrange();
	await sees('"id":"hello"');
	const before = visit.idleSince();
	expect(before).toBeTypeOf("number");
	for (let count = 0; count < 3; count++) {
		visit.take(Buffer.from(" "));
		while (visit.idleSince() === undefined) await new Promise(setImmediate);
	}
	expect(visit.idleSince()).toBe(before);
	ask(["ping"]);
	await sees('"id":"ping"');
	expect(visit.idleSince()).toBeGreaterThan(before ?? 0);
	leave();
});

test("what others do while somebody waits for what they began is not counted as theirs, whatever they send meanwhile", async () => {
	const { visit, ask, settle, sees, leave } = await arrange();
	await new Promise(setImmediate);
	ask(login, ["ping"]);
	let served = 0;
	let ended = 0;
	let isOver = false;
	const greedy = Array.from(
		{ length: 20 },
		() =>
			new Share((enoughAt) => {
				served++;
				while (performance.now() < enoughAt);
				if (!isOver) return "more";
				ended++;
				return "done";
			}),
	);
	for (const share of greedy) share.wake();
	/** A turn in which somebody else takes the time. */
	const turn = async () => {
		await new Promise(setImmediate);
		const enoughAt = performance.now() + 3;
		while (performance.now() < enoughAt);
	};
	// The login itself was theirs: by now they have made up for it.
	while (served < 3 * greedy.length) await turn();
	for (let count = 0; count < 4; count++) {
		visit.take(Buffer.from("\n"));
		await turn();
		await turn();
	}
	const before = served;
	settle();
	await sees('"id":"ping"');
	isOver = true;
	expect(served - before).toBeLessThanOrEqual(4);
	while (ended < greedy.length) await new Promise(setImmediate);
	leave();
});
