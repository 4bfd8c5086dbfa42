import { WireError } from "@partyline/shared/protocol/errors";
import type { RoomSettings } from "@partyline/shared/protocol/events";
import { limits } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { nextRoomState } from "@partyline/shared/protocol/room-state";
import { append, draft, type Hub, inTurn, stamp } from "../hub.ts";
import { roomKey } from "../membership.ts";
import { storeAct } from "../order/acts.ts";
import { type Deed, memberRoom, requireMay } from "../permissions.ts";
import type { Draft, Receipt, Session } from "../ports.ts";
import type { Room } from "../room.ts";
import { requireFreeName } from "./create-room.ts";
import { settingsText } from "./settings-text.ts";
import { requireVoice } from "./voice.ts";

/** Sets the topic of a room. */
export async function setTopic(
	hub: Hub,
	session: Session,
	wanted: Params<"topic">,
): Promise<Result<"topic">> {
	const room = memberRoom(hub, wanted.room, session.account);
	requireNotDirect(room, "topic");
	const asking = { hub, session, room };
	requireMay(asking, "topic");
	// What is set everybody reads.
	requireVoice(asking);
	const from = stamp(hub, room.name, session.account);
	const [receipt] = await append(hub, [
		draft(hub, { ...from, type: "topic", topic: wanted.topic }),
	]);
	return storedAt(room, from.at, receipt);
}

/** What each thing that can be set takes. */
const deeds = {
	description: "settings",
	readOnly: "settings",
	slowSeconds: "settings",
	archived: "archive",
	retentionDays: "retention",
} as const satisfies Record<keyof RoomSettings, Deed>;

/** Changes how a room is kept: only what is given. */
export async function changeSettings(
	hub: Hub,
	session: Session,
	{ room: name, ...given }: Params<"settings">,
): Promise<Result<"settings">> {
	const room = memberRoom(hub, name, session.account);
	requireNotDirect(room, "settings");
	const settings = onlyGiven(given);
	const keys = Object.keys(settings);
	if (keys.length === 0)
		throw new WireError("invalid_params", { message: "settings: give what is to be changed." });
	for (const [key, deed] of Object.entries(deeds))
		if (keys.includes(key)) requireMay({ hub, session, room }, deed);
	const from = stamp(hub, room.name, session.account);
	const event = draft(hub, { ...from, type: "settings", ...settings });
	const [receipt] = await storeAct(hub, [event], {
		by: session.account,
		what: "settings",
		room: room.name,
		detail: settingsText(settings),
		undo: { settings: settingsBefore(room, settings) },
	});
	return storedAt(room, from.at, receipt);
}

/** Gives a room another name; the old one of a public room still finds it. */
export async function renameRoom(
	hub: Hub,
	session: Session,
	{ room: asked, name }: Params<"rename">,
): Promise<Result<"rename">> {
	const room = memberRoom(hub, asked, session.account);
	requireNotDirect(room, "name");
	requireMay({ hub, session, room }, "rename");
	if (name.startsWith("@"))
		throw new WireError("not_allowed", { message: "Room names begin with #." });
	return await inTurn(hub, `name of ${room.key}`, async () => {
		if (room.kind === "private") return await callRoom(hub, session, { room, name });
		// Whoever makes a room of that name, or calls another one so, waits for the same.
		return await inTurn(hub, roomKey(name), () => callRoom(hub, session, { room, name }));
	});
}

async function callRoom(
	hub: Hub,
	session: Session,
	{ room, name }: { readonly room: Room; readonly name: Room["name"] },
): Promise<Result<"rename">> {
	const was = room.title;
	if (was === name)
		throw new WireError("not_allowed", { message: `The room is called ${name} already.` });
	// A room may have a name back that was its own.
	if (room.kind === "public" && hub.renamed.get(name) !== room) requireFreeName(hub, name);
	const from = stamp(hub, room.name, session.account);
	const renamed = { ...from, type: "rename", name, was } as const;
	requireFewNames(room, nextRoomState(room.state, renamed).formerly);
	const event: Draft = draft(hub, renamed);
	const [receipt] = await storeAct(hub, [event], {
		by: session.account,
		what: "rename",
		room: room.name,
		detail: `${was} to ${name}`,
		undo: { name: was },
	});
	return storedAt(room, from.at, receipt);
}

/** Refuses one name too many: every name that finds a room is told with it, and is nobody else's. */
function requireFewNames({ title }: Room, formerly: readonly unknown[] = []): void {
	if (formerly.length > limits.formerNames)
		throw new WireError("not_allowed", {
			message: `${title} has had ${limits.formerNames} other names, which still find it: it may only have one of them back.`,
		});
}

function requireNotDirect(room: Room, what: string): void {
	if (room.kind === "direct")
		throw new WireError("not_allowed", { message: `A direct conversation has no ${what}.` });
}

function onlyGiven(given: RoomSettings): RoomSettings {
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What was set before of what is set now: that which was not counts as false, 0 or empty. */
function settingsBefore({ state }: Room, changed: RoomSettings): RoomSettings {
	const none = {
		description: "",
		archived: false,
		readOnly: false,
		slowSeconds: 0,
		retentionDays: 0,
	};
	const before = { ...none, ...state };
	return onlyGiven({
		description: changed.description === undefined ? undefined : before.description,
		archived: changed.archived === undefined ? undefined : before.archived,
		readOnly: changed.readOnly === undefined ? undefined : before.readOnly,
		slowSeconds: changed.slowSeconds === undefined ? undefined : before.slowSeconds,
		retentionDays: changed.retentionDays === undefined ? undefined : before.retentionDays,
	});
}

function storedAt(room: Room, at: number, receipt: Receipt | undefined): Result<"topic"> {
	return { seq: receipt?.event.seq ?? room.head, at };
}
