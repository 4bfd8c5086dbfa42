import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { hasProc, type Target } from "./target.ts";

/** What an attack may leave behind, in MiB. */
export type Bounds = { readonly beforeMib: number; readonly growthMib: number };

/** What the garbage collector has not come to yet, and no more. */
const growthMib = 50;

/** How long the memory of an attack may take to be given back. */
const settleMs = 10_000;

/**
 * Runs an attack and lets go of its connections; fails when it moved the daemon, its memory or somebody
 * who only pings. Without bounds, an attack after which there is more memory than before runs once more:
 * what V8 takes once and keeps is no harm, what each attack takes anew is.
 */
export async function expectUnmoved(
	target: Target,
	attack: () => Promise<void>,
	bounds?: Bounds,
): Promise<void> {
	const first = bounds ?? { beforeMib: target.rssMib(), growthMib };
	await expectServed(target, attack);
	const growth = await settledGrowth(target, first);
	if (growth < first.growthMib) return;
	expect(bounds, `${growth} MiB more than before`).toBeUndefined();
	const second = { beforeMib: target.rssMib(), growthMib };
	await expectServed(target, attack);
	const again = await settledGrowth(target, second);
	expect(again, `MiB more than before, after ${growth} the first time`).toBeLessThan(growthMib);
}

async function expectServed(target: Target, attack: () => Promise<void>): Promise<void> {
	await target.bystanderDelay();
	const startedAt = performance.now();
	await attack();
	await expectBystanderServed(target, performance.now() - startedAt);
	target.expectAlive();
	target.disconnect();
}

/** Ten pings or so: a shorter attack says nothing of how long answers take in general. */
const tellingMs = 100;

/** From one answer to the next, on the average and on a machine where others compute too. */
const answerMs = 200;

/**
 * As many answers as the time allows, half of them within 50 ms and no more than one in five later, none of them by seconds. Not each of
 * them: on a machine where others compute too, any process is put aside for that long now and then.
 */
async function expectBystanderServed(target: Target, attackMs: number): Promise<void> {
	const told = await target.bystanderDelay();
	const text = JSON.stringify(told);
	expect(told.worstMs, text).toBeLessThan(3_000);
	if (attackMs < tellingMs) return;
	expect(told.answers, text).toBeGreaterThanOrEqual(Math.floor(attackMs / answerMs));
	expect(told.medianMs, text).toBeLessThan(50);
	expect(told.lateAnswers, text).toBeLessThanOrEqual(3 + told.answers / 5);
}

/** MiB more than before, when memory has been given back or there was time enough for it; 0 where nobody tells. */
async function settledGrowth(target: Target, bounds: Bounds): Promise<number> {
	if (!hasProc) return 0;
	const deadline = performance.now() + settleMs;
	const growth = () => target.rssMib() - bounds.beforeMib;
	// No event tells that memory was given back, and the collector comes round only where there is some work.
	while (growth() >= bounds.growthMib && performance.now() < deadline) {
		await target.keepBusy();
		await delay(100);
	}
	return growth();
}
