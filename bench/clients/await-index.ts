import { setTimeout as delay } from "node:timers/promises";
import { comeBack } from "./members.ts";
import { RefusedError, type Where } from "./native-client.ts";

/** What a million messages may take to be indexed. */
const limitMs = 15 * 60_000;
const askEveryMs = 250;

/** Resolves when a server that searches has all that was said in its index. */
export async function awaitIndex(where: Where): Promise<void> {
	const { client } = await comeBack(where, 0);
	const giveUpAt = performance.now() + limitMs;
	try {
		// The rarest takes the least of the time that the index needs.
		while ((await client.ask("search", { text: "nowhere" })).partial) {
			if (performance.now() > giveUpAt)
				throw new Error(`The index was not whole after ${limitMs / 1_000} s.`);
			await delay(askEveryMs);
		}
	} catch (error) {
		if (!(error instanceof RefusedError && error.code === "method_not_found")) throw error;
	} finally {
		client.destroy();
	}
}
