import type { MethodName } from "@partyline/shared/protocol/methods";
import type { NotificationName } from "@partyline/shared/protocol/notifications";

const room = "#general";
const direct = "@00000001";
const id = "01939bd2-6a00-7000-8000-000000000000";
const id2 = "01939bd2-6a00-7000-8000-000000000001";

const settings = {
	description: "tea",
	archived: true,
	readOnly: true,
	slowSeconds: 1,
	retentionDays: 1,
};

const events = [
	{
		room,
		seq: 1,
		at: 1,
		by: "server",
		type: "create",
		kind: "public",
		with: ["ann"],
		title: "#tea",
	},
	{ room, seq: 2, at: 1, by: "eve", type: "message", id, text: "hi", action: true, replyTo: 1 },
	{ room, seq: 3, at: 1, by: "eve", type: "topic", topic: "tea" },
	{ room, seq: 4, at: 1, by: "eve", type: "poll" },
	{ room, seq: 5, at: 1, by: "eve", type: "invite", who: "ann" },
	{ room, seq: 6, at: 1, by: "eve", type: "kick", who: "bob", reason: "noise" },
	{ room, seq: 7, at: 1, by: "eve", type: "ban", who: "bob", until: 9, reason: "noise" },
	{ room, seq: 8, at: 1, by: "eve", type: "unban", who: "bob" },
	{ room, seq: 9, at: 1, by: "eve", type: "mute", who: "bob", until: 9, reason: "noise" },
	{ room, seq: 10, at: 1, by: "eve", type: "unmute", who: "bob" },
	{ room, seq: 11, at: 1, by: "eve", type: "role", who: "ann", role: "moderator" },
	{ room, seq: 12, at: 1, by: "eve", type: "settings", ...settings },
	{ room, seq: 13, at: 1, by: "eve", type: "redact", seqs: [2], reason: "noise" },
	{ room, seq: 14, at: 1, by: "eve", type: "rename", name: room, was: "#coffee" },
	{ room, seq: 15, at: 1, by: "eve", type: "message", id: id2, text: "", redacted: true },
];

const people = ["ann", "eve"];
const joined = {
	room,
	kind: "public",
	topic: "tea",
	lastSeq: 4,
	members: 2,
	title: "#tea",
	formerly: ["#coffee"],
	firstSeq: 1,
	...settings,
	with: people,
	readSeq: 0,
};
const conversation = { ...joined, room: direct, kind: "direct" };

const login = {
	account: "ann",
	name: "ann",
	role: "guest",
	token: "token-1",
	rooms: [joined, conversation],
	ignored: ["eve"],
	becameOwner: true,
	more: true,
};

const act = {
	act: 1,
	at: 1,
	by: "eve",
	what: "kick",
	who: "bob",
	room,
	title: "#tea",
	reason: "noise",
	detail: "noise",
	undoneBy: 2,
	undoes: 1,
};

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
	login,
	register: login,
	invitation: {
		server: "partylined",
		role: "member",
		room,
		title: "#tea",
		account: "ann",
		makesOwner: true,
		expiresAt: 1,
	},
	password: {},
	devices: {
		devices: [
			{
				device: "d",
				name: "laptop",
				client: "partyline",
				createdAt: 1,
				seenAt: 1,
				current: true,
				online: true,
			},
		],
	},
	revoke: {},
	join: joined,
	leave: {},
	create: joined,
	rooms: { rooms: [joined, conversation], more: false },
	members: {
		members: [
			{
				account: "eve",
				name: "eve",
				role: "guest",
				state: "online",
				roomRole: "moderator",
				mutedUntil: 0,
			},
		],
		more: false,
	},
	post: { room, seq: 5, at: 1, id, duplicate: true },
	topic: { seq: 5, at: 1 },
	settings: { seq: 5, at: 1 },
	rename: { seq: 5, at: 1 },
	invite: { seq: 5, at: 1 },
	role: {},
	redact: { seq: 5, at: 1 },
	kick: { seq: 5, at: 1 },
	ban: {},
	unban: {},
	bans: {
		bans: [{ account: "bob", network: "::/0", until: 9, reason: "noise", by: "eve", at: 1 }],
		more: false,
	},
	mute: { seq: 5, at: 1 },
	unmute: { seq: 5, at: 1 },
	purge: { count: 1, samples: [{ room, seq: 2, at: 1, text: "hi" }], done: true },
	ignore: { ignored: ["eve"] },
	audit: { acts: [act], more: true },
	undo: { act },
	nick: { account: "ann", name: "anna" },
	history: { events, more: false },
	search: {
		events: events.filter(({ type }) => type === "message"),
		older: "place-1",
		partial: true,
	},
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
	ignored: [{ accounts: ["eve"] }],
	crowd: [{ room }],
	limited: [
		{ room, from: 1, to: 4 },
		{ room, from: 1, to: 4, joined: 3, left: 1 },
	],
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
