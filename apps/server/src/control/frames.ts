import { z } from "zod";

/** What is asked over the control socket, once a connection. */
export const request = z.object({ command: z.string(), params: z.unknown().optional() });

/** What comes back: rows, and then that these were all, or why there are none. */
export const answer = z.union([
	z.object({ row: z.unknown() }),
	z.object({ done: z.literal(true) }),
	z.object({ problem: z.object({ message: z.string(), exit: z.int() }) }),
]);
export type Answer = z.output<typeof answer>;
