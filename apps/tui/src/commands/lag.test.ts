import type { Lag } from "@partyline/client";
import { expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { lagText } from "./lag.ts";

test.each<[Lag, boolean, string]>([
	[
		{ roundTripMs: 12.4, ackMs: 15.2, commitMs: 2.8, waiting: 0 },
		true,
		"to the server and back 12 ms; a message is kept after 15 ms, 3 ms of that in the server; nothing waits to be sent",
	],
	[{ waiting: 0 }, true, "no answer was timed yet; nothing waits to be sent"],
	[{ roundTripMs: 3, waiting: 1 }, true, "to the server and back 3 ms; 1 message waits to be sent"],
	[
		{ waiting: 3, oldestWaitingMs: 40_400 },
		false,
		"no connection; 3 messages wait to be sent, the oldest for 40 s",
	],
	[
		{ waiting: 1, oldestWaitingMs: 2_000 },
		false,
		"no connection; 1 message waits to be sent, for 2 s",
	],
])("%j is told in words", (lag, isLive, words) => expect(lagText(lag, isLive)).toBe(words));

test("/lag tells it in the room one is in", () => {
	const chat = new Chat({ columns: 200, rows: 24 });
	chat.client.goLive("ann", "#general");
	chat.client.lagging = { roundTripMs: 7, waiting: 0 };
	chat.say("/lag");
	expect(chat.rows.at(-1)).toBe("· to the server and back 7 ms; nothing waits to be sent");
});
