import type { MessageEvent } from "@partyline/shared/protocol/events";
import {
	accountName,
	cursor,
	messageId,
	newMessageId,
	roomName,
} from "@partyline/shared/protocol/ids";
import type { Call } from "../calls.ts";
import type { PostNotice } from "../client-api.ts";
import { Delivery } from "../delivery.ts";
import { ClosedError, RequestError } from "../errors.ts";
import { memoryOutbox, type Outbox } from "../outbox.ts";
import { ManualClock } from "./manual-clock.ts";

/** The rooms that posts go to. */
export const rooms = ["#one", "#two"].map((name) => roomName.parse(name));

function roomAt(index: number) {
	const room = rooms[index];
	if (room === undefined) throw new Error(`There is no room ${index}.`);
	return room;
}

/** A post that the server was sent and has not answered yet. */
export type Open = { id: string; params: object; answer: (error?: Error) => void };

/** A server that keeps what it gets, and answers as and when a test says. */
export function arrange(outbox: Outbox = memoryOutbox()) {
	const clock = new ManualClock();
	const notices: PostNotice[] = [];
	const kept: { room: string; id: string }[] = [];
	const open: Open[] = [];
	const failures: unknown[] = [];
	const history = { epoch: "e1" };
	const delivery = new Delivery({
		outbox,
		clock,
		random: () => 1,
		epoch: () => history.epoch,
		notify: (notice) => void (notice.type === "post" && notices.push(notice)),
		onFailure: (error) => failures.push(error),
	});
	const keep = (room: string, id: string) => {
		if (!kept.some((message) => message.id === id)) kept.push({ room, id });
		return { room, id, seq: kept.findIndex((message) => message.id === id) + 1, at: 1 };
	};
	const connect = () => {
		const call = ((_: "post", params: { room: string; id: string }) =>
			new Promise((resolve, reject) => {
				const answer = (error?: Error) =>
					error === undefined ? resolve(keep(params.room, params.id) as never) : reject(error);
				open.push({ id: params.id, params, answer });
			})) as Call;
		delivery.begin(call);
	};
	const cut = () => {
		for (const { answer } of open.splice(0)) answer(new ClosedError("cut"));
		delivery.stop();
	};
	const post = (room: number, details: { replyTo?: number } = {}) => {
		const id = newMessageId();
		return delivery.add({ id, room: roomAt(room), text: "hi", ...details, createdAt: clock.now() });
	};
	return {
		clock,
		notices,
		kept,
		open,
		failures,
		history,
		delivery,
		outbox,
		keep,
		connect,
		cut,
		post,
	};
}

/** A delivery with the server and the clock that a test moves. */
export type Arranged = ReturnType<typeof arrange>;

/** The event that a post in the first room became. */
export function eventOf(id: string): MessageEvent {
	const by = accountName.parse("ann");
	const at = { room: roomAt(0), seq: cursor.parse(7), at: 1 };
	return { ...at, by, type: "message", id: messageId.parse(id), text: "hi" };
}

/** Lets everything happen that waits for nothing from outside. */
export async function settle(): Promise<void> {
	for (let n = 0; n < 20; n++) await Promise.resolve();
}

/** The answer of a server that will take the post later. */
export const later = () => new RequestError("storage_unavailable", "later");

/** The answer of a server that will never take the post. */
export const never = () => new RequestError("not_a_member", "never");

/** Takes one of the posts that wait for an answer. */
export function takeOpen({ open }: Arranged, which = 0): Open | undefined {
	return open.splice(which % Math.max(1, open.length), 1)[0];
}
