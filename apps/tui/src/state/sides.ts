import type { Place } from "./place.ts";

/** Whether something stands beside the conversation: where there is room, whenever it can, or never. */
export type Shown = "auto" | "always" | "never";

/** What stands beside the conversation, as the person has chosen. */
export type Sides = {
	readonly rooms: Shown;
	readonly members: Shown;
	readonly second: Shown;
	/** What the second pane shows: who named us, or another room. */
	readonly shows: "mentions" | Place;
};

/** The sides of which there can be too little room. */
export type Side = "rooms" | "members" | "second";

/** Nothing chosen. */
export const usualSides: Sides = {
	rooms: "auto",
	members: "auto",
	second: "auto",
	shows: "mentions",
};

/** The choices as a note keeps them. */
export function writeSides({ rooms, members, second, shows }: Sides): string {
	return JSON.stringify({ rooms, members, second, shows });
}

/** The choices of a note; what cannot be read in it is as usual. */
export function readSides(note: string | undefined): Sides {
	const read = parse(note);
	const shown = (name: Side): Shown => {
		const value = read[name];
		return value === "always" || value === "never" ? value : "auto";
	};
	const { shows } = read;
	return {
		rooms: shown("rooms"),
		members: shown("members"),
		second: shown("second"),
		// Written by us: a place, or the word.
		shows: typeof shows === "string" && shows !== "mentions" ? (shows as Place) : "mentions",
	};
}

function parse(note: string | undefined): Readonly<Record<string, unknown>> {
	try {
		const read: unknown = JSON.parse(note ?? "{}");
		return typeof read === "object" && read !== null ? { ...read } : {};
	} catch {
		// A note that another version wrote otherwise is not worth a word.
		return {};
	}
}
