import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { RequestError } from "./errors.ts";

/** A room one is in now, and whether it was made for that. */
export type Entered = { readonly room: JoinedRoom; readonly made: boolean };

/** How one room is joined and created. */
export type WaysIn = { join(): Promise<JoinedRoom>; create(): Promise<JoinedRoom> };

/** Joins a room, and makes it when there is none. */
export async function joinOrCreate({ join, create }: WaysIn): Promise<Entered> {
	try {
		return { room: await join(), made: false };
	} catch (error) {
		if (!isRefusal(error, "no_such_room")) throw error;
	}
	try {
		return { room: await create(), made: true };
	} catch (error) {
		// Somebody else made it in between.
		if (!isRefusal(error, "room_exists")) throw error;
		return { room: await join(), made: false };
	}
}

function isRefusal(error: unknown, code: string): boolean {
	return error instanceof RequestError && error.code === code;
}
