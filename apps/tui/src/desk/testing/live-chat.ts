import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { roomIn } from "../../state/place.ts";
import { Chat } from "../../testing/chat.ts";
import { place } from "../../testing/samples.ts";

/** A chat that is connected, with ann in `#general` and in these rooms. */
export function arrange(...rooms: readonly string[]): Chat {
	const chat = new Chat({ columns: 80, rows: 24 });
	chat.client.goLive("ann", "#general", ...rooms);
	return chat;
}

/** These events come, in this room. */
export function receive(chat: Chat, happened: readonly ReceivedEvent[], room = "#general"): void {
	for (const one of happened) {
		const there = { ...one, room: roomIn(place(room)) };
		chat.client.tell({ type: "event", event: there, mine: false });
	}
}

/** Lets what was promised happen. */
export async function settle(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
