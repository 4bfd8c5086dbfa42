import { indexOfKey } from "./item.ts";
import type { Anchor } from "./room-log.ts";
import { logOf, type State } from "./state.ts";

/** A message of the conversation is chosen, for keys that do something with it. */
export type SelectLayer = {
	readonly type: "select";
	/** Its key. */
	readonly item: string;
	/** Where one read before. */
	readonly before: Anchor;
	/** The links of it to choose from by number; empty unless that is asked. */
	readonly links: readonly string[];
};

/** The key of the chosen item; a post that has become an event is still the same. None when it is gone. */
export function selectedKey(state: State): string | undefined {
	const { layer } = state;
	if (layer.type !== "select") return undefined;
	const { items, posts } = logOf(state, state.current);
	const { item } = layer;
	if (indexOfKey(items, item) >= 0 || posts.some(({ key }) => key === item)) return item;
	if (!item.startsWith("p")) return undefined;
	const id = item.slice(1);
	return items.findLast(
		({ kind, ...one }) =>
			kind === "event" && "event" in one && one.event.type === "message" && one.event.id === id,
	)?.key;
}
