import type { z } from "zod";
import { comingInMethods } from "./methods/coming-in.ts";
import { messageMethods } from "./methods/messages.ts";
import { type Method, method, nothing, type Stage } from "./methods/method.ts";
import { orderMethods } from "./methods/order.ts";
import { roomMethods } from "./methods/rooms.ts";

export type { Stage };

/**
 * Every method of the protocol. The server's dispatch, the client's types and the tables of
 * `docs/protocol.md` are all made from this one table.
 */
export const methods = {
	...comingInMethods,
	...roomMethods,
	...messageMethods,
	...orderMethods,
	ping: method({
		summary: "Asks whether the server is there. Clients send it after 15 s of silence.",
		stage: "connected",
		params: () => nothing,
		result: () => nothing,
		errors: [],
	}),
	quit: method({
		summary: "Ends the connection: the server answers, sends what it still has, and closes.",
		stage: "connected",
		params: () => nothing,
		result: () => nothing,
		errors: [],
	}),
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

/** The parameters of a method as a client gives them. */
export type ParamsInput<M extends MethodName> = z.input<(typeof methods)[M]["params"]>;

/** The parameters of a method as its handler gets them: checked, in canonical spelling. */
export type Params<M extends MethodName> = z.output<(typeof methods)[M]["params"]>;

/** The result of a method. */
export type Result<M extends MethodName> = z.output<(typeof methods)[M]["result"]>;

/** Whether `name` names a method. */
export function isMethodName(name: string): name is MethodName {
	return Object.hasOwn(methods, name);
}
