/**
 * The load generator, a process of its own so that it can have a core of its own: takes a job as JSON, prints what
 * became of it as JSON.
 *
 * node bench/load/generator.ts '{"dialect":"native","port":7420,"pid":1,"tls":false,"rooms":1,"members":100,…}'
 */
import { gather, isAtRest } from "./crowd.ts";
import type { Job, Measured, Outcome } from "./job.ts";
import { createPaces } from "./paces.ts";

/** What follows the joins, where each is told to all, takes some servers long. */
const settleMs = 120_000;

const job: Job = JSON.parse(process.argv[2] ?? "");
const crowd = await gather(job);
if (!(await isAtRest(crowd, { quietMs: job.quietMs, patienceMs: settleMs })))
	throw new Error("The joins did not come to an end.");
const run = createPaces(crowd, job);
const paces: Measured[] = [];
for (const pace of job.paces) {
	const { measured, isOver } = await run(pace);
	paces.push(measured);
	if (!isOver) break;
}
const outcome: Outcome = { paces };
process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit());
