import type { RoomName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import { RequestError } from "./errors.ts";
import type { Login } from "./handshake.ts";
import { joinOrCreate } from "./join-or-create.ts";
import { askPatiently, type Patience } from "./patience.ts";

/** Which rooms we should be in. */
export type MissingRooms = {
	/** What tells the rooms that we are in. */
	readonly login: Login;
	/** Those we were in. */
	readonly before: readonly JoinedRoom[];
	/** Those to be in beside; one of an earlier history that does not let us in is taken out. */
	readonly wanted: Set<RoomName>;
	/** Of these, those to be made where there are none. */
	readonly asked: readonly RoomName[];
	readonly patience: Patience;
};

/** Joins the rooms that we should be in and are not; answers those that we are in then. */
export async function joinMissing(
	call: Call,
	{ login, before, wanted, asked, patience }: MissingRooms,
): Promise<Map<RoomName, JoinedRoom>> {
	const present = new Map(login.rooms.map((joined) => [joined.room, joined]));
	const known = new Set(login.rooms.flatMap(({ room, formerly = [] }) => [room, ...formerly]));
	// A guest whose name was given up in between is in no room, nor is a new account: they go back to where they were.
	const isSomebodyNew = login.way === "guest" || login.way === "register";
	const rooms = isSomebodyNew ? before.map(({ room }) => room) : [];
	for (const room of new Set([...wanted, ...rooms])) {
		// Nobody can join a direct conversation, nor a private room without being invited.
		if (known.has(room) || room.startsWith("@")) continue;
		const join = () => joinIfAllowed(call, room, asked.includes(room));
		// Whoever is in many rooms joins them faster than they may; coming back anew would take no less.
		const joined = await askPatiently(join, { ...patience, isWorthRepeating: isRateLimit });
		if (joined !== undefined) present.set(joined.room, joined);
		// The room is missing from the list, and posting there tells why. With ever new histories the list would
		// grow for ever.
		else if (!asked.includes(room)) wanted.delete(room);
	}
	return present;
}

function isRateLimit(error: unknown): boolean {
	return error instanceof RequestError && error.code === "rate_limited";
}

async function joinIfAllowed(
	call: Call,
	room: RoomName,
	mayBeMade: boolean,
): Promise<JoinedRoom | undefined> {
	const join = () => call("join", { room });
	try {
		if (!mayBeMade) return await join();
		return (await joinOrCreate({ join, create: () => call("create", { room }) })).room;
	} catch (error) {
		if (error instanceof RequestError && !error.isRetryable) return undefined;
		throw error;
	}
}
