import { confusables } from "./confusables.ts";
import { nameKey } from "./names.ts";

const prototypes = readPrototypes();

/**
 * What a name looks like: of two names that most fonts show alike the skeleton is the same (UTS 39 §4).
 * It is for comparing only, never for showing.
 */
export function skeletonOf(name: string): string {
	const decomposed = name.normalize("NFD");
	return Array.from(decomposed, (char) => prototypes.get(char) ?? char)
		.join("")
		.normalize("NFD");
}

/**
 * The keys of what a name looks like, as it is written and in small letters: `BiII` can be taken for `Bill`, and
 * `BILL` is the same name as `bill`. Two names that have one in common can be taken for one another.
 */
export function looksOf(name: string): readonly string[] {
	// A 0 looks like a capital O.
	const small = skeletonOf(skeletonOf(nameKey(name)).toLowerCase());
	return [...new Set([skeletonOf(name), small])].sort();
}

/** Whether one name can be taken for the other. */
export function looksAlike(one: string, other: string): boolean {
	const looks = looksOf(other);
	return looksOf(one).some((look) => looks.includes(look));
}

function readPrototypes(): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	let last = 0;
	for (const entry of confusables.split(",")) {
		const [step = 0, ...looks] = entry.split(" ").map((each) => Number.parseInt(each, 36));
		last += step;
		found.set(String.fromCodePoint(last), String.fromCodePoint(...looks));
	}
	return found;
}
