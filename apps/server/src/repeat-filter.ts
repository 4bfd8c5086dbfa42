import type { LogFn, Logger } from "pino";

/** The same trouble is told at most once in this time. */
const repeatMs = 1_000;

/** How many kinds of trouble are told apart. */
const kindsCap = 100;

const errorLevel = 50;

/** What the log was given, how it would write it, and how grave it is. */
type Logged = readonly [args: Parameters<LogFn>, method: LogFn, level: number];

/**
 * Keeps a trouble that comes a thousand times a second, such as a full disk under load, from making as
 * many lines in the log. Lines that are no errors, and the fatal one, always come. For pino's `hooks.logMethod`.
 */
export function createRepeatFilter(now: () => number = () => performance.now()) {
	const toldAt = new Map<string, number>();
	const isRepeated = (kind: string): boolean => {
		if (now() - (toldAt.get(kind) ?? Number.NEGATIVE_INFINITY) < repeatMs) return true;
		if (toldAt.size >= kindsCap) toldAt.clear();
		toldAt.set(kind, now());
		return false;
	};
	return function logMethod(this: Logger, ...[args, method, level]: Logged): void {
		if (level !== errorLevel || !isRepeated(kindOf(args))) method.apply(this, args);
	};
}

function kindOf([details, words]: Parameters<LogFn>): string {
	if (typeof details !== "object" || details === null) return `${details}`;
	if (!("err" in details)) return `${words}`;
	const { err } = details;
	return `${words}: ${err instanceof Error ? err.message : err}`;
}
