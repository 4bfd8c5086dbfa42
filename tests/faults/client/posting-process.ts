import { writeSync } from "node:fs";
import { createClient } from "@partyline/client";

/**
 * A program that posts through the library, and tells each step as a line on stdout that is written
 * before anything else is done. Arguments: port, name, state folder, room, texts.
 */
const [port = "", as = "", stateDir = "", room = "", ...texts] = process.argv.slice(2);

function tell(...words: readonly (string | number)[]): void {
	writeSync(1, `${words.join(" ")}\n`);
}

const client = createClient({ host: "127.0.0.1", port: Number(port), as, stateDir, rooms: [room] });
const unseen = new Set(texts);
const seen = Promise.withResolvers<void>();
client.subscribe((notice) => {
	if (notice.type === "post" && notice.state === "kept") tell("notice", notice.id);
	if (notice.type !== "event" || notice.event.room !== room) return;
	tell("event", notice.event.seq);
	if (notice.event.type === "message" && unseen.delete(notice.event.text) && unseen.size === 0)
		seen.resolve();
});
client.start();
await client.live();
// Writes what is to be written so far: from here on there is nothing but the life of the posts.
client.cachedPage(room);
tell("live");
const posts = texts.map((text) => {
	const { id, kept } = client.post(room, text);
	tell("posted", text, id);
	return kept.then(() => tell("kept", text));
});
await Promise.all([...posts, seen.promise]);
client.cachedPage(room);
tell("cached");
await client.close();
tell("closed");
