import type { Figure } from "./contest.ts";

/** How much of its core the server used. */
export const serverShare = "server's core";

/** How much of its core the load used: near 1 it is the bottleneck. */
export const loadShare = "load's core";

/** A load that uses more of its core than this is what was measured. */
export const fullLoad = 0.97;

const unit = "of a core";

/** The shares of cores as figures of a group. */
export function shareFigures(group: string): readonly Figure[] {
	return [serverShare, loadShare].map((name) => ({
		name: nameIn(group, name),
		unit,
		better: "less",
	}));
}

/** Whether a figure says how busy somebody was, and not how well anybody did. */
export function isShare(figure: Figure): boolean {
	return figure.unit === unit;
}

/** Figures of one group are one table: its name, and theirs behind a colon. Those without a group have their own only. */
export function nameIn(group: string, name: string): string {
	return group === "" ? name : `${group}: ${name}`;
}

/** The group that a figure is of; none where it has none. */
export function groupOf({ name }: Figure): string {
	const colon = name.indexOf(": ");
	return colon === -1 ? "" : name.slice(0, colon);
}

/** The name of a figure in its group. */
export function nameInGroup({ name }: Figure): string {
	return name.slice(name.indexOf(": ") + 1).trim();
}
