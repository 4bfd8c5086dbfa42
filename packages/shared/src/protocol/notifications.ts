import { z } from "zod";
import { receivedEvent } from "./events.ts";
import { accountName, cursor, roomName, seq } from "./ids.ts";
import { once } from "./once.ts";
import { presenceState } from "./shapes.ts";

/** An entry whose schema is made when the first notification of its kind comes. */
function notification<P extends z.ZodType>(row: { summary: string; params: () => P }) {
	const params = once(row.params);
	return {
		summary: row.summary,
		get params() {
			return params();
		},
	};
}

/** Everything the server sends without being asked. */
export const notifications = {
	event: notification({
		summary: "Something durable happened in a room. The sessions of the one who did it get it too.",
		params: () => receivedEvent,
	}),
	typing: notification({
		summary: "Somebody is typing, or no more. Forget it after 10 s.",
		params: () => z.object({ room: roomName, account: accountName, on: z.boolean() }),
	}),
	presence: notification({
		summary:
			"A member came, went, is away, or is shown by another name now. Sent for each room one shares with them.",
		params: () =>
			z.object({
				room: roomName,
				account: accountName,
				name: z.string(),
				state: presenceState,
			}),
	}),
	crowd: notification({
		summary:
			"In a room of very many so many came and went that no `presence` tells of each. Who is there, `members` tells where it is to be shown.",
		params: () => z.object({ room: roomName }),
	}),
	read: notification({
		summary: "Another device of one's own read a room up to `seq`.",
		params: () => z.object({ room: roomName, seq: cursor }),
	}),
	ignored: notification({
		summary: "Another device of one's own changed whom one does not want to hear.",
		params: () => z.object({ accounts: z.array(accountName) }),
	}),
	limited: notification({
		summary:
			"The events `from`–`to` of this room were not sent: fetch them with `history`; after them the room is live again. The connection took too little too slowly, or, where it says how many, they are nothing but `join` and `part` in a room of very many.",
		params: () =>
			z.object({
				room: roomName,
				from: seq,
				to: seq,
				joined: z.int().min(0).optional(),
				left: z.int().min(0).optional(),
			}),
	}),
	bye: notification({
		summary: "The server ends the connection, and says when to come back if it makes sense.",
		params: () =>
			z.object({
				reason: z.string(),
				/** Of the error catalogue; a client may meet one it does not know. */
				code: z.string().optional(),
				reconnectAfterMs: z.number().min(0).optional(),
			}),
	}),
} as const satisfies Record<string, { summary: string; params: z.ZodType }>;

export type NotificationName = keyof typeof notifications;

/** The parameters of a notification. */
export type NotificationParams<N extends NotificationName> = z.output<
	(typeof notifications)[N]["params"]
>;

/** Whether `name` names a notification. */
export function isNotificationName(name: string): name is NotificationName {
	return Object.hasOwn(notifications, name);
}
