import { receivedEvent } from "@partyline/shared/protocol/events";
import { expect, test } from "vitest";
import { EventStream, maxUnread } from "./event-stream.ts";

const event = receivedEvent.parse({ room: "#general", seq: 1, at: 1, by: "bob", type: "join" });

test("a reader gets what came before it asked, then what comes after", async () => {
	const stream = new EventStream(() => {});
	stream.push(event);
	expect(await stream.next()).toEqual({ done: false, value: event });
	const next = stream.next();
	stream.push(event);
	expect(await next).toEqual({ done: false, value: event });
});

test("what is unread when it ends can still be read", async () => {
	const stream = new EventStream(() => {});
	stream.push(event);
	stream.end();
	expect((await stream.next()).done).toBe(false);
	expect((await stream.next()).done).toBe(true);
});

test("a reader too far behind is told instead of missing events", async () => {
	let ended = 0;
	const stream = new EventStream(() => ended++);
	for (let n = 0; n <= maxUnread + 5; n++) stream.push(event);
	expect(ended).toBe(1);
	for (let n = 0; n <= maxUnread; n++) expect((await stream.next()).done).toBe(false);
	await expect(stream.next()).rejects.toThrow("behind");
});

test("leaving the loop unsubscribes", async () => {
	let ended = 0;
	const stream = new EventStream(() => ended++);
	stream.push(event);
	for await (const _ of stream) break;
	expect(ended).toBe(1);
});
