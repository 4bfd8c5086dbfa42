import type { MethodName } from "@partyline/shared/protocol/methods";
import type { NotificationName } from "@partyline/shared/protocol/notifications";

const room = "#general";
const direct = "@00000001";
const id = "01939bd2-6a00-7000-8000-000000000000";

const events = [
	{ room, seq: 1, at: 1, by: "server", type: "create", kind: "public", with: ["ann"] },
	{ room, seq: 2, at: 1, by: "eve", type: "message", id, text: "hi", action: true, replyTo: 1 },
	{ room, seq: 3, at: 1, by: "eve", type: "topic", topic: "tea" },
	{ room, seq: 4, at: 1, by: "eve", type: "poll" },
];

const people = ["ann", "eve"];
const joined = {
	room,
	kind: "public",
	topic: "tea",
	lastSeq: 4,
	members: 2,
	with: people,
	readSeq: 0,
};
const conversation = { ...joined, room: direct, kind: "direct" };

/** An answer to every method, with every member that its schema has. */
export const results: Readonly<Record<MethodName, object>> = {
	hello: {
		protocol: 1,
		server: "partylined",
		version: "1.0.0",
		epoch: "epoch-1",
		limits: {
			frameBytes: 65_536,
			bodyBytes: 262_144,
			textBytes: 16_384,
			pageEvents: 200,
			openRequests: 64,
		},
		auth: ["guest"],
		features: ["none"],
	},
	login: {
		account: "ann",
		name: "ann",
		role: "guest",
		token: "token-1",
		rooms: [joined, conversation],
		more: true,
	},
	join: joined,
	leave: {},
	create: joined,
	rooms: { rooms: [joined, conversation], more: false },
	members: {
		members: [{ account: "eve", name: "eve", role: "guest", state: "online" }],
		more: false,
	},
	post: { room, seq: 5, at: 1, id, duplicate: true },
	topic: { seq: 5, at: 1 },
	nick: { account: "ann", name: "anna" },
	history: { events, more: false },
	sync: {
		rooms: { [room]: { events }, [direct]: { limited: true, from: 1, to: 4 } },
	},
	read: { seq: 4 },
	typing: {},
	presence: {},
	ping: {},
	quit: {},
};

/** A notification of every kind, with every member that its schema has. */
export const told: Readonly<Record<NotificationName, readonly object[]>> = {
	event: events,
	typing: [{ room, account: "eve", on: true }],
	presence: [{ room, account: "eve", name: "eve", state: "away" }],
	read: [{ room, seq: 1 }],
	limited: [{ room, from: 1, to: 4 }],
	bye: [{ reason: "Goodbye.", code: "shutting_down", reconnectAfterMs: 1 }],
};

/** What a field is not, or hardly ever. */
const wrong: readonly unknown[] = [
	undefined,
	null,
	true,
	-1,
	1.5,
	Number.MAX_SAFE_INTEGER,
	"",
	"\u0000\u001b[31m",
	[],
	{},
	[[{}]],
	["x"],
];

/** `value` with each of its members in turn, at every depth, replaced by each of the wrong values or left out. */
export function* spoilt(value: unknown): Generator<unknown> {
	if (typeof value !== "object" || value === null) return;
	for (const [key, member] of Object.entries(value)) {
		for (const other of wrong) yield withMember(value, key, other);
		for (const other of spoilt(member)) yield withMember(value, key, other);
	}
}

function withMember(value: object, key: string, member: unknown): unknown {
	if (Array.isArray(value)) return value.with(Number(key), member);
	return { ...value, [key]: member };
}
