import { encodeFrame } from "@partyline/shared/framing/encoder";
import { notificationEnvelope } from "@partyline/shared/protocol/envelope";
import { expect, test } from "vitest";
import { ConnectionError } from "./errors.ts";
import { Link, type Notification } from "./link.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import type { TransportEvents } from "./transport.ts";

/** A link to nobody, and a way to say something to it. */
async function arrange(onNotification: (notification: Notification, link: Link) => void) {
	const dialled = Promise.withResolvers<TransportEvents>();
	const link: Link = await Link.open({
		address: { host: "localhost", port: 7420 },
		dial: async (_, events) => {
			dialled.resolve(events);
			return { write: () => {}, end: () => {}, destroy: () => {} };
		},
		clock: new ManualClock(),
		signal: new AbortController().signal,
		onNotification: (notification) => onNotification(notification, link),
		onResult: () => {},
	});
	const { onBytes, onClosed } = await dialled.promise;
	const say = (...parts: (string | object)[]) =>
		onBytes(
			Buffer.concat(
				parts.map((part) => (typeof part === "string" ? Buffer.from(part) : encodeFrame(part))),
			),
		);
	return { link, say, onClosed };
}

const read = (seq: number) => notificationEnvelope("read", { room: "#general", seq });

test("what comes behind something that is not of the protocol is not listened to", async () => {
	const heard: Notification[] = [];
	const { link, say, onClosed } = await arrange((notification) => heard.push(notification));
	say(read(1), "no protocol\n", read(2));
	say(read(3));
	onClosed(undefined);
	expect(heard.map(({ params }) => params)).toEqual([{ room: "#general", seq: 1 }]);
	expect((await link.ended).error.message).toBe(
		"Unreadable line from localhost, not of this protocol.",
	);
});

test("what comes behind something that the client cannot bear is not listened to", async () => {
	let heard = 0;
	const { say } = await arrange((_, link) => {
		heard++;
		link.fail(new ConnectionError("Too much."));
	});
	say(read(1), read(2), read(3));
	expect(heard).toBe(1);
});

test("what comes in the same breath behind a bye is still taken", async () => {
	const heard: string[] = [];
	const { say } = await arrange(({ method }) => heard.push(method));
	say(notificationEnvelope("bye", { reason: "restart" }), read(1));
	expect(heard).toEqual(["bye", "read"]);
});
