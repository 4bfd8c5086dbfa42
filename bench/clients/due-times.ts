import { setTimeout as delay } from "node:timers/promises";

/** Does something so often, each time when it is due by the pace, or at once where that is past. */
export async function atDueTimes(
	{ times, perSecond }: { readonly times: number; readonly perSecond: number },
	act: (dueAt: number, number: number) => void,
): Promise<void> {
	const began = performance.now();
	for (let number = 0; number < times; number++) {
		const dueAt = began + (number * 1_000) / perSecond;
		const waitMs = dueAt - performance.now();
		if (waitMs > 1) await delay(waitMs);
		act(dueAt, number);
	}
}
