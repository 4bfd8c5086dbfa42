import type { OutboxEntry } from "@partyline/client";
import { type Item, postKey } from "./item.ts";
import type { RoomLog } from "./room-log.ts";

/** The log with a post as it is now: pending, or refused. */
export function putPost(log: RoomLog, entry: OutboxEntry, name: string): RoomLog {
	const item: Item = { kind: "post", key: postKey(entry.id), entry, name };
	const known = log.posts.some((post) => post.key === item.key);
	const posts = known
		? log.posts.map((post) => (post.key === item.key ? item : post))
		: [...log.posts, item];
	return { ...log, posts };
}

/** The log without a post. */
export function dropPost(log: RoomLog, id: string): RoomLog {
	return { ...log, posts: log.posts.filter((post) => post.key !== postKey(id)) };
}

/** The log when the server has a post at `seq`: its event takes its place, now or when it comes. */
export function keepPost(log: RoomLog, id: string, seq: number): RoomLog {
	if (log.lastSeq >= seq) return dropPost(log, id);
	const posts = log.posts.map((post) =>
		post.kind === "post" && post.key === postKey(id) ? { ...post, keptAt: seq } : post,
	);
	return { ...log, posts };
}
