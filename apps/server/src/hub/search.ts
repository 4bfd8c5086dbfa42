import { WireError } from "@partyline/shared/protocol/errors";
import type { MessageEvent } from "@partyline/shared/protocol/events";
import { previousSeq, type RoomName, type Seq } from "@partyline/shared/protocol/ids";
import type { Params } from "@partyline/shared/protocol/methods";
import { type Hub, inRoom, inTurn, orUnavailable } from "./hub.ts";
import { accountOf } from "./membership.ts";
import { memberRoom } from "./permissions.ts";
import type { Found, Searched, Session } from "./ports.ts";
import type { Room } from "./room.ts";

/** After so long some of those who search at this moment have their answer. */
const busyRetryMs = 1_000;

/** What a client asks for; `older` is the place before which the page begins. */
type Wanted = Omit<Params<"search">, "older"> & Pick<Searched, "older">;

/** A page of what was found and may be shown, the newest first. */
export type Findings = {
	readonly hits: Found["hits"];
	/** The place where the next page begins; undefined where nothing is older. */
	readonly end: number | undefined;
	readonly partial: boolean;
};

/**
 * Finds messages in the rooms that one is in: of them, what `readHistory` would give. An account has one search under way
 * at a time, so that its many connections keep nobody else waiting.
 */
export async function search(hub: Hub, session: Session, wanted: Wanted): Promise<Findings> {
	return await inTurn(hub, `search ${session.account}`, () => find(hub, session, wanted));
}

/** A room and its head as they were when the search began, by the name it had then. */
type Asked = ReadonlyMap<RoomName, { readonly room: Room; readonly head: Seq }>;

async function find(hub: Hub, session: Session, wanted: Wanted): Promise<Findings> {
	// Whoever left before their turn came waits for nothing.
	requireHere(hub, session);
	const only = wanted.room && memberRoom(hub, wanted.room, session.account);
	const asked = toAsked(only === undefined ? roomsOf(hub, session) : [only]);
	const found = await searchLogs(hub, toSearched(hub, wanted, asked));
	const shown: { readonly room: Room; readonly event: MessageEvent; readonly place: number }[] = [];
	for (const { event, place } of found.hits) {
		const now = await asItIs(hub, asked, event);
		if (now !== undefined) shown.push({ ...now, place });
	}
	// Membership may have ended while the logs were searched; and who was sent away is answered all the same, with what
	// they may know then.
	requireHere(hub, session);
	if (only !== undefined) memberRoom(hub, only.name, session.account);
	return {
		hits: shown
			.filter(({ room }) => room.members.has(session.account))
			.map(({ room, event, place }) => ({ event: inRoom(room, event), place })),
		end: found.more ? found.hits.at(-1)?.place : undefined,
		partial: found.partial,
	};
}

function requireHere(hub: Hub, session: Session): void {
	if (!hub.people.isHere(session)) throw new WireError("login_required");
}

function roomsOf(hub: Hub, { account }: Session): Room[] {
	return [...hub.rooms.values()].filter((room) => room.members.has(account));
}

function toAsked(rooms: readonly Room[]): Asked {
	return new Map(rooms.map((room) => [room.name, { room, head: room.head }]));
}

function toSearched(
	hub: Hub,
	{ text, by, before, after, older, limit }: Wanted,
	asked: Asked,
): Searched {
	return {
		...{ text, limit, rooms: [...asked.keys()] },
		...(by !== undefined && { by: accountOf(hub, by) }),
		...(before !== undefined && { before }),
		...(after !== undefined && { after }),
		...(older !== undefined && { older }),
	};
}

async function searchLogs(hub: Hub, wanted: Searched): Promise<Found> {
	if (wanted.rooms.length === 0) return { hits: [], more: false, partial: false };
	const found = await orUnavailable(hub.journal.search(wanted));
	if (found === "took-too-long") throw new WireError("search_too_slow");
	if (found === "busy")
		throw new WireError("rate_limited", {
			message: "Too many people search at this moment: try again in a second.",
			retryAfterMs: busyRetryMs,
		});
	return found;
}

/**
 * A message that was found, and its room, as the log has them now: while it was searched for it may have been taken back
 * or removed, or its room been renamed. One that nobody was shown yet is not there either.
 */
async function asItIs(
	hub: Hub,
	asked: Asked,
	event: MessageEvent,
): Promise<{ readonly room: Room; readonly event: MessageEvent } | undefined> {
	const known =
		asked.get(event.room) ?? [...asked.values()].find((one) => one.room.name === event.room);
	if (known === undefined) return undefined;
	const { room, head } = known;
	if (event.seq > room.head || event.seq <= room.floor) return undefined;
	if (room.name === event.room && room.redactedAt <= head) return { room, event };
	const [now] = await orUnavailable(hub.journal.after(room.name, previousSeq(event.seq), 1));
	// What stands there now may be taken back, or no message at all.
	const isSame = now?.type === "message" && now.id === event.id && !now.redacted;
	return isSame ? { room, event: now } : undefined;
}
