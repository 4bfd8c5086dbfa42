import { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import { at } from "../events.ts";
import { accountName, roomName, seq } from "../ids.ts";
import { limits } from "../limits.ts";

/** How far a connection must have come before it may ask for a method. */
export type Stage = "connected" | "greeted" | "logged-in";

/** One entry of the table of methods. */
export type Method = {
	readonly summary: string;
	readonly stage: Stage;
	readonly params: z.ZodType;
	readonly result: z.ZodType;
	/** Refusals of its own, beside those any request may meet. */
	readonly errors: readonly ErrorCode[];
};

/** No parameters, or nothing to answer. */
export const nothing = z.object({});

/** A room, and nothing else. */
export const inRoom = z.object({ room: roomName });

/** Somebody in a room. */
export const onePerson = z.object({ room: roomName, account: accountName });

/** Where and when an event was stored. */
export const stored = z.object({ seq, at });

/** Why somebody does something to another, one line. */
export const reason = z.string().max(limits.reasonChars).optional();

/** What may be refused to whoever does something to others. */
export const orderErrors = [
	"no_such_room",
	"not_a_member",
	"no_such_account",
	"not_allowed",
	"storage_unavailable",
] as const satisfies readonly ErrorCode[];
