import { rmSync } from "node:fs";
import { Command } from "commander";
import { endOnSignals } from "./children.ts";
import { findBug } from "./find-bug.ts";
import { seededBugs } from "./seeded-bugs.ts";

const names = seededBugs.map(({ name }) => name).join(", ");
const program = new Command("faults:bugs")
	.description(
		"Builds partyline with a bug in it, for each bug there is, and shows that the fault run finds it.",
	)
	.argument("[names...]", `only these: ${names}`)
	.action(async (wanted: readonly string[]) => {
		const unknown = wanted.find((name) => !seededBugs.some((bug) => bug.name === name));
		if (unknown !== undefined)
			program.error(`There is no bug called ${unknown}; there are ${names}.`);
		endOnSignals();
		process.exit(await findAll(wanted));
	});

/** Resolves with the exit code: 0 when each was found. */
async function findAll(wanted: readonly string[]): Promise<number> {
	let missed = 0;
	for (const bug of seededBugs) {
		if (wanted.length > 0 && !wanted.includes(bug.name)) continue;
		const { found, rules, seconds, kept } = await findBug(bug);
		const verdict = found ? "found" : "NOT FOUND";
		process.stdout.write(
			`${verdict} in ${seconds.toFixed(1)} s: ${bug.what} (${rules.join(", ")})\n`,
		);
		if (!found) missed++;
		if (found && kept !== undefined) rmSync(kept, { recursive: true });
	}
	return missed === 0 ? 0 : 1;
}

await program.parseAsync();
