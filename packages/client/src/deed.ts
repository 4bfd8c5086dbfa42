import { ClosedError, RequestError } from "./errors.ts";
import { askPatiently, isWait, type Patience } from "./patience.ts";

/** Somebody waits in front of what they asked for; past this they decide themselves. */
const longestWaitMs = 30_000;

/** Asks again while the server says to wait, for half a minute at most. Rejects with ClosedError when the connection goes. */
export async function askForDeed<T>(
	ask: () => Promise<T>,
	patience: Omit<Patience, "isWorthRepeating">,
): Promise<T> {
	const { clock, isCurrent } = patience;
	const until = clock.now() + longestWaitMs;
	const isInTime = (error: unknown) => clock.now() + retryAfterMs(error) <= until;
	try {
		return await askPatiently(ask, {
			...patience,
			isWorthRepeating: (error) => isWait(error) && isInTime(error),
		});
	} catch (cause) {
		if (isCurrent() || !isWait(cause)) throw cause;
		throw new ClosedError("The connection went while this waited; ask for it again.", { cause });
	}
}

function retryAfterMs(error: unknown): number {
	return (error instanceof RequestError ? error.retryAfterMs : undefined) ?? 0;
}
