import { z } from "zod";
import { serverLimits } from "../limits.ts";

const report = z.object({
	userLimits: z.object({ open_files: z.object({ soft: z.number().or(z.literal("unlimited")) }) }),
});

/**
 * How many connections there are descriptors for; infinity where the system sets no limit or tells none.
 * To be asked before the first connection, for the report would look up the names of all that are open.
 */
export function connectionLimit(): number {
	const told = report.safeParse(process.report.getReport());
	const soft = told.data?.userLimits.open_files.soft;
	if (typeof soft !== "number") return Number.POSITIVE_INFINITY;
	return Math.max(soft - serverLimits.descriptorsKept, Math.floor(soft / 4));
}
