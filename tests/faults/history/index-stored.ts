import type { History, StoredEvent } from "./history.ts";

/** Where a message is stored. */
export type Place = { readonly room: string; readonly event: StoredEvent };

/** The stored messages by their text; more than one place is a broken promise. */
export type StoredIndex = ReadonlyMap<string, readonly Place[]>;

/** Finds every stored message by its text. */
export function indexStored({ stored }: History): StoredIndex {
	const index = new Map<string, Place[]>();
	for (const [room, events] of stored) {
		for (const event of events) {
			if (event.text === undefined || event.kind !== "message") continue;
			const places = index.get(event.text);
			if (places === undefined) index.set(event.text, [{ room, event }]);
			else places.push({ room, event });
		}
	}
	return index;
}
