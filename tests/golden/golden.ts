import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "partyline/build";
import { differenceOf, pathOf, playGolden } from "./check-golden.ts";
import type { Golden } from "./scene.ts";
import { goldens } from "./scenes.ts";
import { screenFiles, screensFolder } from "./stage.ts";

const usage = `usage: pnpm golden [--update] [part of a file's name]…
Plays the scenes and tells which screens differ from tests/golden/screens; --update writes them there.`;

/** Screens played at a time. */
const lanes = 2;

/** Bundles the program as the tests do, and gives it for as long as `use` takes. */
export async function withBins(use: (bins: string) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "partyline-golden-bins-"));
	try {
		const bins = join(folder, "dist");
		await bundle(bins);
		writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
		await use(bins);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What came of it: how many of the screens are not as they are kept, and how many could not be played. */
type Outcome = { readonly different: number; readonly broken: number };

/** Plays them; tells those that differ, or writes them. */
async function playAll(bins: string, some: readonly Golden[], update: boolean): Promise<Outcome> {
	const left = some.values();
	let different = 0;
	let broken = 0;
	const play = async (golden: Golden) => {
		const now = await playGolden(bins, golden);
		const difference = differenceOf(golden, now);
		if (difference === undefined) return;
		different++;
		if (update) writeFileSync(pathOf(golden), now);
		process.stdout.write(update ? `wrote ${golden.file}\n` : `${difference}\n\n`);
	};
	const playLane = async () => {
		for (const golden of left)
			await play(golden).catch((error: unknown) => {
				broken++;
				process.stdout.write(`${golden.file} could not be played: ${error}\n\n`);
			});
	};
	await Promise.all(Array.from({ length: lanes }, playLane));
	return { different, broken };
}

/** Takes away the files that no scene makes any more. */
function removeStale(): void {
	const files = new Set(goldens.map(({ file }) => file));
	for (const file of screenFiles()) if (!files.has(file)) rmSync(join(screensFolder, file));
}

type Wish = {
	readonly some: readonly Golden[];
	readonly isWhole: boolean;
	readonly update: boolean;
};

/** What the command line asks for; throws an error that is for its writer. */
function readWish(argv: readonly string[]): Wish {
	const { values, positionals } = parseArgs({
		args: [...argv],
		options: { update: { type: "boolean", default: false } },
		allowPositionals: true,
	});
	const isWhole = positionals.length === 0;
	const some = goldens.filter(
		({ file }) => isWhole || positionals.some((part) => file.includes(part)),
	);
	if (some.length === 0) throw new Error(`No screen has ${positionals.join(" or ")} in its name.`);
	return { some, isWhole, update: values.update };
}

/** As `readWish`; tells what is wrong with one that cannot be read. */
function readWishOrTell(argv: readonly string[]): Wish | undefined {
	try {
		return readWish(argv);
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
		process.exitCode = 64;
		return undefined;
	}
}

/** Does it; the exit code is 1 when a screen is not as it is kept, or could not be played. */
async function run({ some, isWhole, update }: Wish): Promise<void> {
	let outcome: Outcome = { different: 0, broken: 0 };
	await withBins(async (bins) => {
		outcome = await playAll(bins, some, update);
	});
	const { different, broken } = outcome;
	if (update && isWhole) removeStale();
	const told = [`${some.length} screens`, `${different} ${update ? "written" : "differ"}`];
	if (broken > 0) told.push(`${broken} could not be played`);
	process.stdout.write(`${told.join(", ")}\n`);
	if (broken > 0 || (different > 0 && !update)) process.exitCode = 1;
}

if (import.meta.main) {
	const wish = readWishOrTell(process.argv.slice(2));
	if (wish !== undefined) await run(wish);
}
