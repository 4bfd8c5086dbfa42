import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { quantile } from "../../../bench/clients/quantile.ts";
import { gather } from "../../../bench/load/crowd.ts";
import { type DialectName, dialects } from "../../../bench/load/dialects.ts";
import { createFollower } from "../../../bench/load/follower.ts";
import type { Job, Pace } from "../../../bench/load/job.ts";
import { createLatencies } from "../../../bench/load/latencies.ts";
import {
	createMarkFinder,
	lastDigitsAt,
	lastDigitsOf,
	numberAt,
	textOf,
} from "../../../bench/load/mark.ts";
import { createPaces } from "../../../bench/load/paces.ts";
import { createTally } from "../../../bench/load/tally.ts";

describe("the load generator", () => {
	/** What a server of each dialect sends to others when somebody speaks. */
	const passOn: Readonly<Record<DialectName, (said: string) => string>> = {
		native: (said) => said.replace('"method":"post"', '"method":"event"'),
		irc: (said) => `:m7!~m7@127.0.0.1 ${said}`,
		nats: (said) => said.replace(/^PUB room0/, "MSG room0 1"),
		lines: (said) => said,
	};

	test.each(["native", "irc", "nats", "lines"] as const)(
		"counts each message of %s once, however it is cut",
		(name) => {
			fc.assert(
				fc.property(
					fc.array(fc.nat(999_999_999), { maxLength: 20 }),
					fc.array(fc.nat(400), { maxLength: 40 }),
					(numbers, cuts) => {
						const stream = Buffer.from(
							numbers
								.map((number) => dialects[name].say({ room: 0, text: textOf(number), number }))
								.map(passOn[name])
								.join(""),
						);
						const heard: number[] = [];
						const find = createMarkFinder((bytes, at) => heard.push(numberAt(bytes, at)));
						for (const piece of cutUp(stream, cuts)) find(piece);
						expect(heard).toEqual(numbers);
					},
				),
			);
		},
	);

	const closed = (senders: number): Pace => ({ kind: "closed", senders, outstanding: 2 });
	const open = (senders: number): Pace => ({ kind: "open", senders, perSecond: 200 });

	test.each([
		["one speaks, then three", [closed(1), closed(3)]],
		["three speak, then one", [closed(3), closed(1)]],
		["one speaks, then three at their due times", [closed(1), open(3)]],
		["three speak at their due times, then one", [open(3), closed(1), open(1)]],
	] as const)(
		"takes nobody's own message, which a server sends back late, for another's: %s",
		async (_, paces) => {
			await using server = await startTellingOwnLate();
			const crowd = await gather(jobOn(server.port, paces));
			await vi.waitUntil(() => server.people() === crowd.members.length);
			const run = createPaces(crowd, jobOn(server.port, paces));
			for (const pace of paces) {
				const { measured, isOver } = await run(pace);
				expect(measured).toMatchObject({ missing: 0, lost: 0 });
				expect(isOver).toBe(true);
			}
			for (const { socket } of crowd.members) socket.destroy();
		},
	);

	test("notices that a delivery came twice and another not at all", () => {
		const numbers = fc.uniqueArray(fc.nat(999), { minLength: 2, maxLength: 50 });
		fc.assert(
			fc.property(numbers, fc.integer({ min: 1, max: 5 }), (said, listeners) => {
				const [first = 0, ...rest] = said;
				const tallyOf = (last: number) => {
					const tally = createTally(listeners);
					for (const number of said) tally.expect(number);
					const others = Array.from({ length: listeners - 1 }, () => said).flat();
					for (const number of [...others, ...rest, last]) tally.take(number);
					expect([tally.missing(), tally.count()]).toEqual([0, said.length * listeners]);
					return tally;
				};
				expect(() => tallyOf(first).assertEachOnce()).not.toThrow();
				expect(() => tallyOf(rest[0] ?? 0).assertEachOnce()).toThrow("came twice");
			}),
		);
	});

	test("reads the last digits of a number where it stands", () => {
		fc.assert(
			fc.property(fc.nat(999_999_999), (number) => {
				expect(lastDigitsAt(Buffer.from(textOf(number)), 0)).toBe(lastDigitsOf(number));
			}),
		);
	});

	test("says texts of 100 bytes", () => {
		expect(textOf(0)).toHaveLength(100);
		expect(textOf(999_999_999)).toHaveLength(100);
	});

	test("knows what so large a part of all took at most, to a hundredth of a millisecond", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0, max: 9_000, noNaN: true }), { minLength: 1 }),
				fc.double({ min: 0.01, max: 1, noNaN: true }),
				(values, part) => {
					const latencies = createLatencies();
					for (const value of values) latencies.record(value);
					const sorted = values.toSorted((one, other) => one - other);
					const wanted = sorted[Math.ceil(values.length * part) - 1] ?? Number.NaN;
					const found = latencies.quantile(part) ?? Number.NaN;
					expect(quantile(values, part)).toBe(wanted);
					expect(found).toBeGreaterThanOrEqual(wanted - 1e-6);
					expect(found).toBeLessThanOrEqual(wanted + 0.01 + 1e-6);
				},
			),
		);
	});

	test("has no such figure where nothing was measured", () => {
		expect(createLatencies().quantile(0.5)).toBeUndefined();
		expect(quantile([], 0.5)).toBeNaN();
	});

	test("takes the lower one where so large a part of all ends between two", () => {
		const latencies = createLatencies();
		for (const value of [4, 3, 2, 1]) latencies.record(value);
		expect([0.5, 1].map((part) => latencies.quantile(part))).toEqual([2, 4]);
		expect([0.5, 1].map((part) => quantile([4, 3, 2, 1], part))).toEqual([2, 4]);
	});
});

function jobOn(port: number, paces: readonly Pace[]): Job {
	return {
		...{ dialect: "lines", port, pid: process.pid, tls: false, rooms: 1, members: 5 },
		...{ newcomers: 5, paces, quietMs: 20, warmUpMs: 10, measureMs: 50 },
	};
}

/** Passes lines on, and tells people their own as well, but only when somebody else speaks. */
async function startTellingOwnLate() {
	const sockets = new Set<Socket>();
	let own: { readonly by: Socket; readonly line: string }[] = [];
	const hear = (by: Socket, line: string) => {
		for (const late of own) if (late.by !== by) late.by.write(late.line);
		own = [...own.filter((held) => held.by === by), { by, line }];
		for (const socket of sockets) if (socket !== by) socket.write(line);
	};
	const server = createServer((socket) => {
		sockets.add(socket.setNoDelay(true));
		socket.on("error", () => {}).on("close", () => sockets.delete(socket));
		createInterface({ input: socket }).on("line", (line) => hear(socket, `${line}\n`));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("There is no port.");
	return {
		port: address.port,
		people: () => sockets.size,
		async [Symbol.asyncDispose]() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}

describe("the storm", () => {
	const event = (seq: number) =>
		`{"jsonrpc":"2.0","method":"event","params":{"room":"#general","seq":${seq},"by":"a","type":"message","text":"say \\"seq\\":9"}}\n`;
	const synced = (to: number) =>
		`{"jsonrpc":"2.0","id":4,"result":{"rooms":{"#general":{"limited":true,"from":1,"to":${to}}}}}\n`;
	const missed = (from: number, to: number) =>
		`{"jsonrpc":"2.0","method":"limited","params":{"room":"#general","from":${from},"to":${to}}}\n`;

	function follow(said: string, cuts: readonly number[] = []) {
		const wrong: string[] = [];
		const onWrong = (error: Error) => wrong.push(error.message);
		const follower = createFollower({ room: "#general", syncId: 4, onSynced() {}, onWrong });
		for (const piece of cutUp(Buffer.from(said), cuts)) follower.push(piece);
		return { told: follower.told(), wrong };
	}

	test("knows up to where everybody was told, however it is cut", () => {
		const said = `${event(3)}${synced(5)}${event(6)}${missed(7, 9)}${event(10)}`;
		fc.assert(
			fc.property(fc.array(fc.nat(200)), (cuts) => {
				expect(follow(said, cuts)).toEqual({ told: 10, wrong: [] });
			}),
		);
	});

	test.each([
		["an event that is missing", `${synced(5)}${event(7)}`],
		["an event that comes twice", `${synced(5)}${event(6)}${event(6)}`],
		["a gap that is told of wrongly", `${synced(5)}${missed(7, 9)}`],
		["a refusal", '{"jsonrpc":"2.0","id":3,"error":{"code":-32000,"message":"no"}}\n'],
	])("notices %s", (_, said) => {
		expect(follow(said).wrong).toHaveLength(1);
	});

	test("has been told nothing before the answer to sync", () => {
		expect(follow(event(3)).told).toBe(0);
	});
});

function cutUp(bytes: Buffer, cuts: readonly number[]): Buffer[] {
	const pieces: Buffer[] = [];
	let from = 0;
	for (const cut of cuts) {
		// Each its own copy, which is written over later, as the generator reads into one place.
		pieces.push(Buffer.from(bytes.subarray(from, from + cut)));
		from += cut;
	}
	pieces.push(Buffer.from(bytes.subarray(from)));
	return pieces;
}
