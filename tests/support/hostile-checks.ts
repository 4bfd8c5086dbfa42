import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { hasProc, type Target } from "./target.ts";

/** What an attack may leave behind, in MiB. */
export type Bounds = { readonly beforeMib: number; readonly growthMib: number };

/** What the garbage collector has not come to yet, and no more. */
const growthMib = 50;

/** How long the memory of an attack may take to be given back. */
const settleMs = 15_000;

/**
 * Runs an attack and lets go of its connections; fails when it moved the daemon, its memory or somebody
 * who only pings.
 */
export async function expectUnmoved(
	target: Target,
	attack: () => Promise<void>,
	bounds: Bounds = { beforeMib: target.rssMib(), growthMib },
): Promise<void> {
	await target.bystanderDelay();
	const startedAt = performance.now();
	await attack();
	await expectBystanderServed(target, performance.now() - startedAt);
	target.expectAlive();
	target.disconnect();
	await expectSettled(target, bounds);
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

/** Fails when the daemon has kept more memory than it may, though it had time to give it back. */
export async function expectSettled(target: Target, bounds: Bounds): Promise<void> {
	if (!hasProc) return;
	const deadline = performance.now() + settleMs;
	const growth = () => target.rssMib() - bounds.beforeMib;
	// No event tells that memory was given back, which the daemon does when it has nothing else to do.
	while (growth() >= bounds.growthMib && performance.now() < deadline) await delay(100);
	expect(growth(), "MiB more than before").toBeLessThan(bounds.growthMib);
}
