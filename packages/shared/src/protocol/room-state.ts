import type { RoomEvent, RoomSettings } from "./events.ts";
import type { AccountName, RoomName } from "./ids.ts";

/** Somebody who may not be in a room, or not speak there. Without `until`, for ever. */
export type Sentence = {
	readonly who: AccountName;
	/** Epoch ms. */
	readonly until?: number;
	readonly reason?: string;
	readonly by: AccountName;
	readonly at: number;
};

/** What follows from a room's log, beside its members and its topic. What is false, 0 or empty is left out. */
export type RoomState = {
	readonly [K in keyof RoomSettings]: RoomSettings[K];
} & {
	/** What the members of a private room call it. */
	readonly title?: RoomName;
	/** The names a public room had before. */
	readonly formerly?: readonly RoomName[];
	readonly moderators?: readonly AccountName[];
	readonly bans?: readonly Sentence[];
	readonly mutes?: readonly Sentence[];
};

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An event of a room, stored or about to be. */
type Told = Without<RoomEvent, "seq">;

/** What a room is after an event. The one place where this is decided: hub, writer and check all ask here. */
export function nextRoomState(state: RoomState, event: Told): RoomState {
	switch (event.type) {
		case "create":
			return event.title === undefined ? state : { ...state, title: event.title };
		case "settings":
			return withSettings(state, event);
		case "rename":
			return withName(state, event);
		case "role":
			return withList(state, "moderators", [
				...(state.moderators ?? []).filter((one) => one !== event.who),
				...(event.role === "moderator" ? [event.who] : []),
			]);
		case "ban":
			return withList(withoutModerator(state, event.who), "bans", [
				...without(state.bans, event),
				toSentence(event),
			]);
		case "unban":
			return withList(state, "bans", without(state.bans, event));
		case "mute":
			return withList(state, "mutes", [...without(state.mutes, event), toSentence(event)]);
		case "unmute":
			return withList(state, "mutes", without(state.mutes, event));
		case "kick":
			return withoutModerator(state, event.who);
		case "part":
			return withoutModerator(state, event.by);
		default:
			return state;
	}
}

/** Who is a member after an event that was none before, and who is no more. */
export function membershipChange(event: Told): {
	readonly enter: readonly AccountName[];
	readonly leave: readonly AccountName[];
} {
	switch (event.type) {
		case "create":
			return { enter: event.with ?? [], leave: [] };
		case "join":
			return { enter: [event.by], leave: [] };
		case "invite":
			return { enter: [event.who], leave: [] };
		case "part":
			return { enter: [], leave: [event.by] };
		case "kick":
		case "ban":
			return { enter: [], leave: [event.who] };
		default:
			return { enter: [], leave: [] };
	}
}

/** The sentence that holds for somebody at a time, if any does. */
export function sentenceOf(
	sentences: readonly Sentence[] | undefined,
	who: AccountName,
	now: number,
): Sentence | undefined {
	return sentences?.find((one) => one.who === who && !hasRunOut(one, now));
}

function withSettings(state: RoomState, event: Extract<Told, { type: "settings" }>): RoomState {
	const {
		description = state.description,
		archived = state.archived,
		readOnly = state.readOnly,
		slowSeconds = state.slowSeconds,
		retentionDays = state.retentionDays,
	} = event;
	const { title, formerly, moderators, bans, mutes } = state;
	return {
		...(title && { title }),
		...(formerly && { formerly }),
		...(moderators && { moderators }),
		...(bans && { bans }),
		...(mutes && { mutes }),
		...(description && { description }),
		...(archived && { archived }),
		...(readOnly && { readOnly }),
		...(slowSeconds && { slowSeconds }),
		...(retentionDays && { retentionDays }),
	};
}

function withName(state: RoomState, event: Extract<Told, { type: "rename" }>): RoomState {
	if (state.title !== undefined) return { ...state, title: event.name };
	const before = (state.formerly ?? []).filter((name) => name !== event.name && name !== event.was);
	return withList(state, "formerly", [...before, event.was]);
}

function withoutModerator(state: RoomState, who: AccountName): RoomState {
	return withList(
		state,
		"moderators",
		(state.moderators ?? []).filter((one) => one !== who),
	);
}

function withList<K extends "formerly" | "moderators" | "bans" | "mutes">(
	state: RoomState,
	name: K,
	list: NonNullable<RoomState[K]>,
): RoomState {
	const { [name]: _, ...rest } = state;
	return list.length === 0 ? rest : { ...rest, [name]: list };
}

/** The sentences of others that have not run out: or those for an hour would be kept for ever. */
function without(
	sentences: readonly Sentence[] | undefined,
	{ who, at }: Pick<Sentence, "who" | "at">,
): Sentence[] {
	return (sentences ?? []).filter((one) => one.who !== who && !hasRunOut(one, at));
}

function hasRunOut({ until }: Sentence, now: number): boolean {
	return until !== undefined && until <= now;
}

function toSentence({ who, until, reason, by, at }: Extract<Told, { type: "ban" | "mute" }>) {
	return {
		who,
		...(until !== undefined && { until }),
		...(reason !== undefined && { reason }),
		by,
		at,
	};
}
