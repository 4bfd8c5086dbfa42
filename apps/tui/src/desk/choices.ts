import type { Client } from "@partyline/client";
import { type RoomName, roomName } from "@partyline/shared/protocol/ids";
import { z } from "zod";
import type { RoomChoices } from "../state/choices.ts";

/** What is kept of the rooms of one server: how people want their list, and when they were there last. */
export type KeptChoices = RoomChoices & { readonly recent: ReadonlyMap<RoomName, number> };

const kept = {
	favourites: z.array(roomName),
	muted: z.array(roomName),
	order: z.array(roomName),
	recent: z.array(z.tuple([roomName, z.number()])),
};

/** Reads the choices among the notes of a client; a note that is none of ours counts as empty. */
export function readChoices(client: Client): KeptChoices {
	const notes = client.notes("rooms:");
	const read = <T>(name: keyof typeof kept, schema: z.ZodType<T[]>): T[] =>
		schema.safeParse(parseJson(notes.get(`rooms:${name}`))).data ?? [];
	return {
		favourites: new Set(read("favourites", kept.favourites)),
		muted: new Set(read("muted", kept.muted)),
		order: [...new Set(read("order", kept.order))],
		recent: new Map(read("recent", kept.recent)),
	};
}

/** Keeps what has changed of the choices for the next time. Throws as `note` does. */
export function keepChoices(client: Client, before: RoomChoices, after: RoomChoices): void {
	for (const name of ["favourites", "muted", "order"] as const) {
		if (before[name] === after[name]) continue;
		const rooms = [...after[name]];
		client.note(`rooms:${name}`, rooms.length === 0 ? undefined : JSON.stringify(rooms));
	}
}

/** Keeps when the rooms were used last. */
export function keepRecent(client: Client, recent: readonly (readonly [RoomName, number])[]): void {
	client.note("rooms:recent", JSON.stringify(recent));
}

function parseJson(text = "[]"): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
