import type { AccountName } from "@partyline/shared/protocol/ids";
import { countMessages } from "./counting.ts";
import type { Item } from "./item.ts";
import { type ServerId, serverOf } from "./place.ts";
import type { RoomLog } from "./room-log.ts";
import { type State, withLogs, withServer } from "./state.ts";

/** The state with whom one does not want to hear on a server: what they say is shown and counted nowhere. */
export function takeIgnored(
	state: State,
	server: ServerId,
	accounts: readonly AccountName[],
): State {
	const ignored: ReadonlySet<AccountName> = new Set(accounts);
	const logs = [...state.logs].flatMap(([place, log]) =>
		serverOf(place) === server ? [[place, hideIn(log, ignored)] as const] : [],
	);
	const mentions = state.mentions.filter(
		({ place, event }) => serverOf(place) !== server || !ignored.has(event.by),
	);
	const known = withServer({ ...state, mentions }, server, (one) => ({ ...one, ignored }));
	return withLogs(known, logs);
}

function hideIn(log: RoomLog, ignored: ReadonlySet<AccountName>): RoomLog {
	const items = log.items.map((item) => hiddenIf(item, ignored));
	if (items.every((item, at) => item === log.items[at])) return log;
	const before = countMessages(log.items, log.readSeq + 1);
	const after = countMessages(items, log.readSeq + 1);
	// What is counted and not held stays counted.
	const unread = log.unread - before.unread + after.unread;
	const mentions = log.mentions - before.mentions + after.mentions;
	return { ...log, items, unread: Math.max(0, unread), mentions: Math.max(0, mentions) };
}

function hiddenIf(item: Item, ignored: ReadonlySet<AccountName>): Item {
	if (item.kind !== "event" || item.event.type !== "message") return item;
	const hidden = ignored.has(item.event.by);
	if (hidden === (item.hidden === true)) return item;
	const { hidden: _, ...shown } = item;
	return hidden ? { ...shown, hidden: true } : shown;
}
