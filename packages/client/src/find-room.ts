import { roomName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import type { z } from "zod";
import { RequestError } from "./errors.ts";

/**
 * What a room is known by here: the canonical spelling of its name; where it is none's now, that of the room
 * which had it, or of a private one that is called so. What is no room name stays as it is.
 */
export function findRoom(rooms: readonly JoinedRoom[], raw: string): string {
	const name = roomName.safeParse(raw).data ?? raw;
	if (rooms.some(({ room }) => room === name)) return name;
	const had = rooms.find(({ formerly }) => formerly?.some((one) => one === name));
	return (had ?? rooms.find(({ title }) => title === name))?.room ?? name;
}

/** A name in its canonical spelling. Throws RequestError when it is none. */
export function parseName<T>(schema: z.ZodType<T>, raw: string): T {
	const parsed = schema.safeParse(raw);
	if (parsed.success) return parsed.data;
	const problem = parsed.error.issues[0]?.message ?? "This is not a name.";
	throw new RequestError("invalid_params", `${raw}: ${problem}`);
}
