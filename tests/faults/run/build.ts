import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "partyline/build";
import type { SeededBug } from "./seeded-bugs.ts";

/** Bundles the program as it is shipped, and the client process beside it; with a bug in it where one is given. */
export async function buildBins(bug?: SeededBug): Promise<{ bins: string; folder: string }> {
	const folder = mkdtempSync(join(tmpdir(), "partyline-faults-bins-"));
	const bins = join(folder, "dist");
	const missing = new Set(bug?.patches);
	await bundle(bins, {
		input: { "fault-client": fileURLToPath(new URL("client-process.ts", import.meta.url)) },
		plugins: [
			{
				name: "seed-bug",
				transform(code, id) {
					let changed = code;
					for (const patch of bug?.patches ?? []) {
						if (!id.endsWith(patch.file)) continue;
						if (changed.split(patch.good).length !== 2)
							throw new Error(`${patch.file} has not, or not once: ${patch.good}`);
						changed = changed.replace(patch.good, () => patch.bad);
						missing.delete(patch);
					}
					return changed === code ? null : { code: changed, map: null };
				},
			},
		],
	});
	if (missing.size > 0)
		throw new Error(`Not in the bundle: ${[...missing].map(({ file }) => file).join(", ")}`);
	writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
	return { bins, folder };
}
