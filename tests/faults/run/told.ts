import { z } from "zod";

const event = z.object({
	seq: z.int(),
	by: z.string(),
	kind: z.string(),
	id: z.string().exactOptional(),
	text: z.string().exactOptional(),
});

/** What a client process tells of itself, a line each. */
export const told = z.discriminatedUnion("type", [
	/** It has begun, with these texts in its outbox. */
	z.object({ type: z.literal("start"), outbox: z.array(z.string()) }),
	z.object({ type: z.literal("taken"), text: z.string() }),
	z.object({
		type: z.literal("acked"),
		id: z.string(),
		room: z.string(),
		seq: z.int(),
		text: z.string(),
	}),
	z.object({ type: z.literal("refused"), text: z.string(), code: z.string() }),
	z.object({ type: z.literal("seen"), room: z.string(), event }),
]);
export type Told = z.input<typeof told>;
