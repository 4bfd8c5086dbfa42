import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([1e13, Infinity])("a delay of %d ms does not go off at once", (delayMs) => {
	const callback = vi.fn();
	const cancel = systemClock.after(delayMs, callback);
	vi.advanceTimersByTime(86_400_000);
	expect(callback).not.toHaveBeenCalled();
	cancel();
});

test.each([-5, Number.NaN, 0])("a delay of %d ms is none", (delayMs) => {
	const timer = vi.spyOn(globalThis, "setTimeout");
	systemClock.after(delayMs, () => {});
	expect(timer).toHaveBeenCalledExactlyOnceWith(expect.any(Function), 0);
});
