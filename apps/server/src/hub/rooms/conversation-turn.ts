import type { AccountName } from "@partyline/shared/protocol/ids";
import { type Hub, inTurn } from "../hub.ts";

/**
 * Runs work on the conversations that people are in after all earlier such work: who comes in as one who may be in none
 * is not brought into another at that moment.
 */
export async function inConversationTurn<T>(
	hub: Hub,
	people: readonly AccountName[],
	work: () => Promise<T>,
): Promise<T> {
	// Sorted: two that have several people in common take them in the same order.
	const keys = [...new Set(people)].sort().map((account) => `conversations ${account}`);
	const nested = keys.reduceRight((inner, key) => () => inTurn(hub, key, inner), work);
	return await nested();
}
