import { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import { at } from "../events.ts";
import { accountName, roomName, seq } from "../ids.ts";
import { limits } from "../limits.ts";
import { once } from "../once.ts";

/** How far a connection must have come before it may ask for a method. */
export type Stage = "connected" | "greeted" | "logged-in";

/** One entry of the table of methods. */
export type Method<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> = {
	readonly summary: string;
	readonly stage: Stage;
	readonly params: P;
	readonly result: R;
	/** Refusals of its own, beside those any request may meet. */
	readonly errors: readonly ErrorCode[];
};

/** What makes an entry of the table. */
type Row<P extends z.ZodType, R extends z.ZodType> = Omit<Method, "params" | "result"> & {
	readonly params: () => P;
	readonly result: () => R;
};

/** An entry whose schemas are made when they are first used: a program that speaks five methods makes five. */
export function method<P extends z.ZodType, R extends z.ZodType>(row: Row<P, R>): Method<P, R> {
	const { summary, stage, errors } = row;
	const params = once(row.params);
	const result = once(row.result);
	return {
		...{ summary, stage, errors },
		get params() {
			return params();
		},
		get result() {
			return result();
		},
	};
}

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
