import type { z } from "zod";
import type { Hub } from "../hub/hub.ts";
import type { Session } from "../hub/ports.ts";

/** Where those come in who follow a link, and by what they know the server. */
export type Whereabouts = {
	readonly addresses: readonly { readonly host: string; readonly port: number }[];
	/** SHA-256 of the public key (SPKI). */
	readonly keyHash: Uint8Array;
};

/** Whoever runs the server, with what they work on. */
export type Operator = {
	readonly hub: Hub;
	readonly session: Session;
	/** Asked each time: a certificate may be another by now. */
	whereabouts(): Whereabouts;
};

/** Something an operator asks for; what comes back is a list of rows, each small enough for a frame. */
export type Operation<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> = {
	readonly params: P;
	readonly row: R;
	/** Makes the server where there is none yet. */
	readonly isFirst?: true;
	run(operator: Operator, params: z.output<P>): Promise<readonly z.input<R>[]>;
};

/** An operation with the types of its own parameters and rows. */
export function operation<P extends z.ZodType, R extends z.ZodType>(
	it: Operation<P, R>,
): Operation<P, R> {
	return it;
}
