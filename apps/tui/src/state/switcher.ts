import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import { type Editor, emptyEditor } from "../input/editor.ts";
import type { Place, ServerId } from "./place.ts";

/** What one can go to, or do. `label` is what is searched, as it can be shown; `detail` says more of it. */
export type Candidate = { readonly label: string; readonly detail: string } & (
	| { readonly kind: "room"; readonly place: Place }
	| { readonly kind: "person"; readonly server: ServerId; readonly account: AccountName }
	/** A public room one is not in. */
	| { readonly kind: "join"; readonly server: ServerId; readonly room: RoomName }
	| { readonly kind: "server"; readonly server: ServerId }
	/** A server of the configuration that is not in the window. */
	| { readonly kind: "connect"; readonly name: string }
	| { readonly kind: "command"; readonly name: string }
);

/** A candidate that fits what is typed, and which letters of its label do (UTF-16). */
export type Found = { readonly candidate: Candidate; readonly marked: readonly number[] };

/** Finds the candidates that fit a text, the best first. */
export type Find = (text: string, candidates: readonly Candidate[]) => readonly Found[];

/** The switcher over the conversation: a line to type in, and what fits it. */
export type SwitcherLayer = {
	readonly type: "switcher";
	readonly line: Editor;
	/** Everything there is to go to, what was used lately first. */
	readonly candidates: readonly Candidate[];
	readonly find: Find;
	readonly found: readonly Found[];
	/** Which of them Enter takes. */
	readonly chosen: number;
	/** What tells it from one that is opened later. */
	readonly opening: symbol;
	/** How many servers have yet to tell what rooms they have. */
	readonly waiting: number;
};

/** More than anybody looks through; whoever does not find it types another letter. */
export const mostFound = 50;
/** However many people and rooms a server has, a key is not to wait for them all. */
export const mostCandidates = 10_000;

/** A switcher with nothing typed in it. */
export function emptySwitcher(find: Find): SwitcherLayer {
	return {
		type: "switcher",
		line: emptyEditor(),
		candidates: [],
		find,
		found: [],
		chosen: 0,
		opening: Symbol("opening"),
		waiting: 0,
	};
}

/** The switcher with another line: the best that fits it is chosen. */
export function typeIn(layer: SwitcherLayer, line: Editor): SwitcherLayer {
	return line.text === layer.line.text ? { ...layer, line } : search({ ...layer, line, chosen: 0 });
}

/** The switcher with other candidates, or another way to find them; what is chosen stays so if it is still found. */
export function withCandidates(
	layer: SwitcherLayer,
	change: Partial<Pick<SwitcherLayer, "candidates" | "find">>,
): SwitcherLayer {
	const before = layer.found[layer.chosen]?.candidate;
	const next = search({ ...layer, ...change });
	// Until somebody has moved, the best is chosen, whatever comes late.
	if (layer.chosen === 0) return next;
	const chosen = next.found.findIndex(({ candidate }) => candidate === before);
	return { ...next, chosen: Math.max(0, chosen) };
}

/** The switcher with another choice, around the ends of what is found. */
export function choose(layer: SwitcherLayer, step: number): SwitcherLayer {
	const count = layer.found.length;
	if (count === 0) return layer;
	return { ...layer, chosen: (layer.chosen + step + count) % count };
}

/** The switcher a page further, at most to the first or last that is found. */
export function choosePage(layer: SwitcherLayer, step: number): SwitcherLayer {
	const last = Math.max(0, layer.found.length - 1);
	return { ...layer, chosen: Math.max(0, Math.min(last, layer.chosen + step)) };
}

/** Candidates that begin with what is typed, or have it somewhere: for as long as nothing better is loaded. */
export const findPlainly: Find = (text, candidates) => {
	const wanted = text.toLowerCase();
	const found = candidates.flatMap((candidate): (Found & { readonly at: number })[] => {
		const at = candidate.label.toLowerCase().indexOf(wanted);
		if (at === -1) return [];
		const marked = Array.from({ length: wanted.length }, (_, offset) => at + offset);
		return [{ candidate, marked, at }];
	});
	return found
		.sort((a, b) => a.at - b.at)
		.slice(0, mostFound)
		.map(({ candidate, marked }) => ({ candidate, marked }));
};

function search(layer: SwitcherLayer): SwitcherLayer {
	const { find, candidates, line } = layer;
	const text = line.text.trim();
	const asked = candidatesFor(text, candidates);
	// The sign of people is no part of their names.
	const words = text.replace(/^@/, "");
	const found =
		words === ""
			? asked.slice(0, mostFound).map((candidate) => ({ candidate, marked: [] }))
			: find(words, asked);
	return { ...layer, found };
}

const narrowed = new WeakMap<readonly Candidate[], Map<string, readonly Candidate[]>>();

/** A text that begins as commands, rooms or people do means one of these. */
function candidatesFor(text: string, candidates: readonly Candidate[]): readonly Candidate[] {
	const sign = text.slice(0, 1);
	if (!["/", "#", "@"].includes(sign)) return candidates;
	const known = narrowed.get(candidates) ?? new Map<string, readonly Candidate[]>();
	narrowed.set(candidates, known);
	const fitting = known.get(sign) ?? candidates.filter((one) => signOf(one) === sign);
	known.set(sign, fitting);
	return fitting;
}

function signOf({ kind, label }: Candidate): string {
	if (kind === "person") return "@";
	// Before the name of a private room there is a sign.
	return kind === "room" ? (/#/.exec(label)?.[0] ?? "") : label.slice(0, 1);
}
