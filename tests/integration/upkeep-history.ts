import { createHash } from "node:crypto";
import { openStore } from "@partyline/server/journal";
import type { Draft } from "@partyline/server/ports";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import {
	accountName,
	type MessageId,
	newMessageId,
	type RoomName,
	roomName,
	seq as seqOf,
	serverAuthor,
} from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { linesOf } from "./upkeep-support.ts";

/** The lines of an export after its header, which names the epoch. */
export const body = (path: string) => linesOf(path).slice(1);

const names = ["ann", "Bob", "Zoë", "李雷"].map((name) => accountName.parse(name));
const rooms = ["#general", "#ops", "#日本", "@0123456789", "@privateroom"].map((name) =>
	roomName.parse(name),
);
const [, , , directRoom, privateRoom] = rooms;
const secret = roomName.parse("#secret");
const anyText = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.constantFrom(
		"",
		"\n",
		"\u2028",
		'{"event":{}}',
		"\u{1f44b}\u200d",
		"\\",
		"\u0000",
		"x".repeat(9_000),
	),
);
const anyOne = <T>(list: readonly T[]) => fc.constantFrom(...list);
const label = { name: "laptop", client: "test 1" };
const orders = ["invitation", "server-ban", "act", "ignore", "password"] as const;
const isShort = (text: string) => text.length <= 250;
const anySettings = fc.record(
	{
		description: anyText.filter(isShort),
		archived: fc.boolean(),
		readOnly: fc.boolean(),
		slowSeconds: fc.integer({ min: 0, max: 60 }),
		retentionDays: fc.integer({ min: 0, max: 30 }),
	},
	{ requiredKeys: [] },
);
const anyStep = fc.record({
	room: anyOne(rooms),
	by: anyOne(names),
	at: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
	what: fc.oneof(
		fc.record({
			type: fc.constant("message" as const),
			text: anyText,
			action: fc.option(fc.constant(true as const), { nil: undefined }),
			replyTo: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
		}),
		fc.record({ type: anyOne(["join", "part"] as const) }),
		fc.record({ type: fc.constant("topic" as const), topic: anyText }),
		fc.record({ type: fc.constant("read" as const), seq: fc.integer({ min: 0, max: 9 }) }),
		fc.record({ type: fc.constant("trim" as const), below: fc.integer({ min: 1, max: 9 }) }),
		fc.record({ type: fc.constant("token" as const) }),
		fc.record({ type: anyOne(["invite", "kick", "unban", "unmute"] as const), who: anyOne(names) }),
		fc.record({
			type: anyOne(["ban", "mute"] as const),
			who: anyOne(names),
			until: fc.option(fc.integer({ min: 0, max: 8_640_000_000_000_000 }), { nil: undefined }),
			reason: fc.option(anyText.filter(isShort), { nil: undefined }),
		}),
		fc.record({
			type: fc.constant("role" as const),
			who: anyOne(names),
			role: anyOne(["member", "moderator"] as const),
		}),
		fc.record({ type: fc.constant("rename" as const), number: fc.integer({ min: 0, max: 2 }) }),
		fc.record({ type: fc.constant("settings" as const), settings: anySettings }),
		fc.record({
			type: fc.constant("redact" as const),
			seqs: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
		}),
		fc.record({ type: anyOne(orders) }),
	),
});
/** Any history: what was done, step by step, in rooms that were made before or not. */
export const anyHistory = fc.record({
	steps: fc.array(anyStep, { maxLength: 40 }),
	made: fc.subarray(rooms, { minLength: 0 }),
});
/** One history that was made up. */
export type History = typeof anyHistory extends fc.Arbitrary<infer T> ? T : never;
type Step = History["steps"][number];
type Store = Awaited<ReturnType<typeof openStore>>;

/** Opens the store of a data folder in this process, as the daemon does. */
export function open(dataDir: string): Promise<Store> {
	return openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
}

/** Makes a data folder in which a history happened. */
export async function live(dataDir: string, { steps, made }: History): Promise<void> {
	const store = await open(dataDir);
	for (const name of names)
		await store.accounts.add({
			account: name,
			name: `${name} \u202e`,
			role: "member",
			state: "active",
		});
	await store.journal.append(made.map(createdFor));
	const places = new Map(made.map((room) => [room, { head: 1, called: room }]));
	for (const step of steps) {
		const place = places.get(step.room);
		if (place !== undefined) await take(store, step, place);
	}
	await store.journal.close();
}

/** The first event of a room. */
export function createdFor(room: RoomName): Draft {
	const place = { room, at: 1, by: names[0]!, type: "create" as const };
	const kinds = new Map([
		[directRoom, { kind: "direct" as const, with: names.slice(0, 2) }],
		[privateRoom, { kind: "private" as const, title: secret }],
	]);
	const kind = kinds.get(room) ?? { kind: "public" as const };
	return { key: newMessageId(), event: { ...place, ...kind } };
}

/** Where a room's log ends, and what the room is called now. */
type Place = { head: number; called: RoomName };

async function take(store: Store, step: Step, place: Place): Promise<void> {
	const { by, at, what } = step;
	const { journal, accounts } = store;
	if (isOrder(what)) return await keepOrder(store, step, what.type);
	switch (what.type) {
		case "read":
			if (what.seq === 0 || what.seq > place.head) return;
			await journal.markRead(by, place.called, seqOf.parse(what.seq));
			return;
		case "trim":
			return await journal.trim(place.called, seqOf.parse(what.below));
		case "token":
			await accounts.issueToken(by, { ...label, at });
			return;
		default:
			return await happen(store, step, place);
	}
}

async function happen({ journal }: Store, step: Step, place: Place): Promise<void> {
	const key = newMessageId();
	const event = eventOf(step, place, { id: key });
	if (event === undefined) return;
	await journal.append([{ key, event }]);
	place.head += 1;
	if (event.type === "rename" && step.room.startsWith("#")) place.called = event.name;
}

type Order = (typeof orders)[number];

function isOrder(what: Step["what"]): what is Extract<Step["what"], { type: Order }> {
	return orders.some((each) => each === what.type);
}

async function keepOrder(store: Store, { by, at, room }: Step, what: Order): Promise<void> {
	const { accounts, invites, bans, acts } = store;
	if (what === "ignore") return await accounts.setIgnored(by, names[0]!, true);
	if (what === "password") {
		await accounts.setPassword(by, "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA");
		return await accounts.setState(by, at % 2 === 0 ? "active" : "disabled");
	}
	if (what === "server-ban") await bans.put({ account: by, by: serverAuthor, at, until: at });
	if (what === "act") {
		const [last] = await acts.page({ limit: 1 });
		const undoes = last === undefined || last.undoes !== undefined ? {} : { undoes: last.act };
		await acts.append({ at, by, what: "ban", who: by, room, undo: "{}", ...undoes });
	}
	if (what === "invitation") {
		const hash = createHash("sha256").update(newMessageId()).digest();
		const places = { room, account: by, createdAt: at, by };
		const { id } = await invites.create({ uses: 2, expiresAt: at, role: "admin", ...places }, hash);
		if (at % 2 === 0) await invites.revoke(id);
	}
}

function eventOf(
	{ room, by, at, what }: Step,
	{ called }: Place,
	{ id }: { readonly id: MessageId },
): Draft["event"] | undefined {
	const place = { room: called, by, at };
	switch (what.type) {
		case "message": {
			const { text, action, replyTo } = what;
			const more = {
				...(action && { action }),
				...(replyTo !== undefined && { replyTo: seqOf.parse(replyTo) }),
			};
			return { ...place, type: "message", id, text, ...more };
		}
		case "join":
		case "part":
			return { ...place, type: what.type };
		case "topic":
			return { ...place, type: "topic", topic: what.topic };
		case "invite":
		case "kick":
		case "unban":
		case "unmute":
			return { ...place, type: what.type, who: what.who };
		case "ban":
		case "mute": {
			const { type, who, until, reason } = what;
			const more = {
				...(until !== undefined && { until }),
				...(reason !== undefined && { reason }),
			};
			return { ...place, type, who, ...more };
		}
		case "role":
			return { ...place, type: "role", who: what.who, role: what.role };
		case "settings":
			return { ...place, type: "settings", ...what.settings };
		case "redact":
			return { ...place, type: "redact", seqs: what.seqs.map((each) => seqOf.parse(each)) };
		case "rename":
			return renamed(room, { ...place, number: what.number });
		default:
			return undefined;
	}
}

/** Calls a room, or of a private one its title, by another name that is its own alone. */
function renamed(
	made: RoomName,
	{ number, ...place }: Pick<RoomEvent, "room" | "by" | "at"> & { readonly number: number },
): Draft["event"] | undefined {
	if (made === directRoom) return undefined;
	const isPrivate = made === privateRoom;
	const name = roomName.parse(`${isPrivate ? secret : made}-${number}`);
	if (name === place.room) return undefined;
	return { ...place, type: "rename", name, was: isPrivate ? secret : place.room };
}
