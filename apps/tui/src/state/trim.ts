import { type Item, indexOfKey } from "./item.ts";
import type { RoomLog } from "./room-log.ts";

/** Events held per room at its end; the rest is paged. */
export const heldItems = 1_000;
/** Items held of a room in which one reads further up: those around it, and the end. */
export const heldAround = 4 * heldItems;
/** Lines of our own held per room: in a busy room they would be most of what is there. */
export const heldNotices = 200;

/** Forgets what is far from where one reads, and from the end. */
export function trim(log: RoomLog): RoomLog {
	const capped = capNotices(log);
	return capped.anchor.at === "end" ? trimOldest(capped) : trimAround(capped, capped.anchor.key);
}

function capNotices(log: RoomLog): RoomLog {
	let over = log.noticesHeld - heldNotices;
	if (over <= 0) return log;
	const isRead = (item: Item) => log.anchor.at === "item" && log.anchor.key === item.key;
	return withItems(
		log,
		log.items.filter((item) => item.kind !== "notice" || isRead(item) || over-- <= 0),
	);
}

function trimOldest(log: RoomLog): RoomLog {
	let over = log.items.length - log.noticesHeld - heldItems;
	if (over <= 0) return log;
	const start = log.items.findIndex((item) => item.kind === "event" && over-- === 0);
	return { ...withItems(log, log.items.slice(start)), reachesStart: false };
}

/** What is between the place where one reads and the end becomes a gap, which fills when one comes near it. */
function trimAround(log: RoomLog, key: string): RoomLog {
	const { items } = log;
	if (items.length <= heldAround) return log;
	const isPost = log.posts.some((post) => post.key === key);
	const middle = isPost ? items.length : Math.max(0, indexOfKey(items, key));
	const end = heldItems + log.noticesHeld;
	const around = heldAround - end;
	const start = Math.max(0, Math.min(middle - around / 2, items.length - heldAround));
	const tail = items.length - end;
	// Our own lines come from nowhere again.
	const told = items.slice(start + around, tail).filter((item) => item.kind === "notice");
	const kept = [...items.slice(start, start + around), ...told, ...items.slice(tail)];
	return { ...withItems(log, kept), reachesStart: log.reachesStart && start === 0 };
}

/** The log with other items. */
export function withItems(log: RoomLog, items: readonly Item[]): RoomLog {
	const noticesHeld = items.reduce((sum, { kind }) => sum + (kind === "notice" ? 1 : 0), 0);
	return { ...log, items, noticesHeld };
}
