import type { Entrant } from "./contest.ts";
import { dist } from "./dist.ts";
import type { Setting } from "./setting.ts";

/** A build of partyline, by the folder with its bins. */
export type Build = { readonly name: string; readonly dist: string };

const thisBuild: Build = { name: "", dist };

/** Entrants of which each build has one, side by side; that which is measured has the bare name. */
export function ofEachBuild<T>(
	{ builds }: Setting,
	variants: Readonly<Record<string, T>>,
	measure: (variant: T, build: Build) => Entrant["measure"],
): Entrant[] {
	const all = [
		thisBuild,
		...Object.entries(builds).map(([name, folder]) => ({ name, dist: folder })),
	];
	return Object.entries(variants).flatMap(([name, variant]) =>
		all.map((build) => ({
			name: build.name === "" ? name : `${name}, ${build.name}`,
			measure: measure(variant, build),
		})),
	);
}
