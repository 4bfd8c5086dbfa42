import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serverLimits } from "../limits.ts";
import { Silence } from "./silence.ts";

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
	vi.useRealTimers();
});

const { silenceMs } = serverLimits;

/** Lets so much time pass, and then a turn of the loop. */
async function pass(ms: number): Promise<void> {
	vi.advanceTimersByTime(ms);
	await nextTurn();
}

test("each who says nothing is met when their own second is over, and who spoke is not", async () => {
	const silence = new Silence();
	const met: string[] = [];
	silence.begin(() => met.push("ann"));
	await pass(silenceMs / 2);
	const speak = silence.begin(() => met.push("bob"));
	silence.begin(() => met.push("cleo"));
	await pass(silenceMs / 2);
	expect(met).toEqual(["ann"]);
	speak();
	await pass(silenceMs / 2);
	expect(met).toEqual(["ann", "cleo"]);
});

test("a thousand newcomers take one timer, and none when all are met", async () => {
	const silence = new Silence();
	for (let count = 0; count < 1_000; count++) silence.begin(() => {});
	expect(vi.getTimerCount()).toBe(1);
	await pass(silenceMs);
	expect(vi.getTimerCount()).toBe(0);
});

test("who comes when others were met has a second of their own", async () => {
	const silence = new Silence();
	let met = 0;
	silence.begin(() => met++);
	await pass(silenceMs);
	silence.begin(() => met++);
	await pass(silenceMs - 10);
	expect(met).toBe(1);
	await pass(10);
	expect(met).toBe(2);
});

test("who spoke while the server was busy is heard before anybody is taken for silent", async () => {
	const silence = new Silence();
	let met = 0;
	const speak = silence.begin(() => met++);
	silence.begin(() => met++);
	// What is read in this turn, after timers that are due.
	setTimeout(() => setImmediate(speak), 0);
	await pass(3 * silenceMs);
	expect(met).toBe(1);
});

test("at the end nobody is met any more, be the time up or not", async () => {
	const silence = new Silence();
	let met = 0;
	silence.begin(() => met++);
	vi.advanceTimersByTime(silenceMs);
	silence.end();
	await nextTurn();
	expect([met, vi.getTimerCount()]).toEqual([0, 0]);
});
