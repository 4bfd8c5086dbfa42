import { expect, test } from "vitest";
import { type Progress, Share } from "./share.ts";

type Greedy = { readonly share: Share; readonly stop: () => void; readonly done: Promise<void> };

/** Somebody who has more to do whenever they are served, until `stop`. */
function createGreedy(onServed: () => void): Greedy {
	let isGoingOn = true;
	const ended = Promise.withResolvers<void>();
	const share = new Share((enoughAt): Progress => {
		onServed();
		while (performance.now() < enoughAt);
		if (isGoingOn) return "more";
		ended.resolve();
		return "done";
	});
	return {
		share,
		done: ended.promise,
		stop: () => {
			isGoingOn = false;
		},
	};
}

/** Resolves when none of them waits any more. */
async function dismiss(greedy: readonly Greedy[]): Promise<void> {
	for (const { stop } of greedy) stop();
	await Promise.all(greedy.map(({ done }) => done));
}

test("whoever has little to do waits for one or two of those who have much, however many there are", async () => {
	let served = 0;
	let onServed = () => {};
	const small = new Share(() => {
		onServed();
		return "done";
	});
	small.wake();
	const greedy = Array.from({ length: 50 }, () => createGreedy(() => served++));
	for (const { share } of greedy) share.wake();
	// Who comes in the same moment as all the others waits for one round of them.
	while (served < 2 * greedy.length) await new Promise(setImmediate);
	for (let count = 0; count < 10; count++) {
		const before = served;
		await new Promise<void>((resolve) => {
			onServed = resolve;
			small.wake();
		});
		expect(served - before).toBeLessThanOrEqual(2);
	}
	await dismiss(greedy);
});

test("whoever asks for little again and again goes on being served soon", async () => {
	let served = 0;
	let onServed = () => {};
	const small = new Share(() => {
		const enoughAt = performance.now() + 0.3;
		while (performance.now() < enoughAt);
		onServed();
		return "done";
	});
	small.wake();
	const greedy = Array.from({ length: 5 }, () => createGreedy(() => served++));
	for (const { share } of greedy) share.wake();
	let before = 0;
	for (let count = 0; count < 400; count++) {
		if (count === 300) before = served;
		await new Promise<void>((resolve) => {
			onServed = resolve;
			small.wake();
		});
	}
	expect((served - before) / 100).toBeLessThan(1.5);
	await dismiss(greedy);
});

test("whoever waits has their turn, however many newcomers come", async () => {
	let isOver = false;
	let newcomers = 0;
	const come = () => {
		let turns = 0;
		new Share((enoughAt) => {
			while (performance.now() < enoughAt);
			if (++turns < 2 && !isOver) return "more";
			newcomers++;
			if (!isOver) setImmediate(come);
			return "done";
		}).wake();
	};
	let served = 0;
	const old = createGreedy(() => served++);
	old.share.wake();
	for (let count = 0; count < 4; count++) come();
	while (newcomers < 100) await new Promise(setImmediate);
	isOver = true;
	expect(served).toBeGreaterThan(10);
	await dismiss([old]);
});

test("whoever is gone does not wait", async () => {
	let served = 0;
	const greedy = createGreedy(() => {});
	greedy.share.wake();
	const gone = new Share(() => {
		served++;
		return "done";
	});
	gone.wake();
	gone.drop();
	for (let turns = 0; turns < 10; turns++) await new Promise(setImmediate);
	expect(served).toBe(0);
	await dismiss([greedy]);
});

test("those who have much to do have equal shares", async () => {
	const served = [0, 0, 0];
	const greedy = served.map((_, at) => createGreedy(() => served[at]!++));
	for (const { share } of greedy) share.wake();
	while (served[0]! < 20) await new Promise(setImmediate);
	await dismiss(greedy);
	expect(Math.max(...served) - Math.min(...served)).toBeLessThanOrEqual(3);
});

test("what comes when nobody waits is done before `wake` returns, and once", async () => {
	// A turn in which nothing was done yet.
	await new Promise(setImmediate);
	let served = 0;
	const share = new Share(() => {
		served++;
		share.wake();
		return "done";
	});
	share.wake();
	expect(served).toBe(1);
});

/** How many turns of the loop it takes until all of so many have begun something, which goes on for so long. */
async function turnsToBegin(count: number, goesOnMs: number): Promise<number> {
	const log: number[] = [];
	for (let at = 0; at < count; at++)
		new Share(() => {
			log.push(at);
			void Promise.resolve().then(() => {
				const until = performance.now() + goesOnMs;
				while (performance.now() < until);
				log.push(at);
			});
			return "begun";
		}).queue();
	let turns = 0;
	while (log.length < 2 * count) {
		await new Promise(setImmediate);
		turns++;
	}
	// What the one began goes on before the next has their turn.
	expect(log).toEqual(Array.from({ length: count }, (_, at) => [at, at]).flat());
	return turns;
}

test("those who begin what takes little have their turns soon after each other", async () => {
	expect(await turnsToBegin(200, 0)).toBeLessThan(100);
});

test("between two who begin what takes long the loop looks what else has come", async () => {
	expect(await turnsToBegin(3, 3)).toBe(3);
});
