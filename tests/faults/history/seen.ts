import type { Entry, History, SeenEvent, StoredEvent, Violation } from "./history.ts";
import { tell } from "./stored.ts";

type Seen = Extract<Entry, { type: "seen" }>;

/** What people were shown: what is stored, in the one order, each event once, none left out. */
export function checkSeen(history: History): Violation[] {
	return [
		...checkPhantoms(history),
		...checkOneOrder(history),
		...checkViews(history),
		...checkConvergence(history),
	];
}

function seenIn({ entries }: History): Seen[] {
	return entries.filter((entry) => entry.type === "seen");
}

function checkPhantoms(history: History): Violation[] {
	const { stored, heads } = history;
	return seenIn(history).flatMap((entry): Violation[] => {
		const base = heads.get(entry.room) ?? 0;
		if (entry.event.seq <= base) return [];
		const event = stored.get(entry.room)?.[entry.event.seq - base - 1];
		if (event !== undefined && isSame(event, entry.event)) return [];
		const found = event === undefined ? "nothing" : tell(event);
		return [{ rule: "no phantom", what: `${tell(entry)} was shown, the store has ${found}` }];
	});
}

function checkOneOrder(history: History): Violation[] {
	const shown = new Map<string, Seen>();
	return seenIn(history).flatMap((entry): Violation[] => {
		const place = `${entry.room} ${entry.event.seq}`;
		const first = shown.get(place);
		if (first === undefined) {
			shown.set(place, entry);
			return [];
		}
		if (isSame(first.event, entry.event)) return [];
		return [{ rule: "one order", what: `${tell(first)} and ${tell(entry)}` }];
	});
}

/** A client writes its place about once a second; this is what a loaded machine may make of that. */
const forgottenMs = 5_000;

type Step = { readonly at: number; readonly seq: number };

/** How far one actor has been shown a room, in all and in its present life. */
type View = { furthest: number; life: number; last: number; steps: Step[]; floor: number };

/** Follows each view of each room: a step of one each time, within one life never back. */
function checkViews({ entries }: History): Violation[] {
	const views = new Map<string, Map<string, View>>();
	return entries.flatMap((entry): Violation[] => {
		if (entry.type !== "opened" && entry.type !== "seen" && entry.type !== "killed") return [];
		const own = views.get(entry.actor) ?? new Map<string, View>();
		views.set(entry.actor, own);
		if (entry.type === "killed") {
			for (const view of own.values()) endLife(view, entry.at ?? 0);
			return [];
		}
		const view = own.get(entry.room);
		if (entry.type === "seen") return checkStep(view, entry);
		const { after, life } = entry;
		own.set(entry.room, { furthest: after, life, last: after, steps: [], floor: 0 });
		return [];
	});
}

/** What was shown long before a kill is not shown again after it. */
function endLife(view: View, at: number): void {
	const known = view.steps.findLast((step) => step.at <= at - forgottenMs);
	view.floor = Math.max(view.floor, known?.seq ?? 0);
	view.steps = [];
}

function checkStep(view: View | undefined, seen: Seen): Violation[] {
	if (view === undefined) throw new Error(`${tell(seen)}: the view was never opened.`);
	const { seq } = seen.event;
	const isNewLife = view.life !== seen.life;
	// A new life of an actor may begin further back, but not further on than the last one came.
	const before = isNewLife ? view.furthest : view.last;
	const floor = isNewLife ? view.floor : before;
	view.furthest = Math.max(view.furthest, seq);
	view.last = isNewLife ? seq : Math.max(view.last, seq);
	view.life = seen.life;
	view.steps.push({ at: seen.at ?? 0, seq });
	if (seq <= floor) return [{ rule: "no repeat", what: `${tell(seen)} after ${floor}` }];
	if (seq > before + 1) return [{ rule: "no hole", what: `${tell(seen)} after ${before}` }];
	return [];
}

function checkConvergence(history: History): Violation[] {
	const { stored, heads, present } = history;
	const reached = new Map<string, number>();
	for (const { actor, room, event } of seenIn(history)) {
		const view = `${actor} ${room}`;
		reached.set(view, Math.max(reached.get(view) ?? 0, event.seq));
	}
	return present.flatMap((actor) =>
		[...stored].flatMap(([room, events]): Violation[] => {
			const head = events.at(-1)?.seq ?? heads.get(room) ?? 0;
			const seen = reached.get(`${actor} ${room}`) ?? heads.get(room) ?? 0;
			if (seen >= head) return [];
			return [{ rule: "converges", what: `${actor} has ${room} up to ${seen} of ${head}` }];
		}),
	);
}

function isSame(a: StoredEvent, b: SeenEvent): boolean {
	return (
		a.seq === b.seq && a.by === b.by && a.kind === b.kind && a.id === b.id && a.text === b.text
	);
}
