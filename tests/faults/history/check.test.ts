import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkHistory } from "./check.ts";
import { makeGoodHistory } from "./good-history.ts";
import type { Entry, History, Rule, StoredEvent } from "./history.ts";

type Ack = Extract<Entry, { type: "acked" }>;
type Sent = Extract<Entry, { type: "sent" }>;
type Seen = Extract<Entry, { type: "seen" }>;

const anySeed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const room = "#general";

const find = <T extends Entry["type"]>(
	{ entries }: History,
	type: T,
	fits: (entry: Extract<Entry, { type: T }>) => boolean = () => true,
): Extract<Entry, { type: T }> => {
	const isIt = (entry: Entry): entry is Extract<Entry, { type: T }> =>
		entry.type === type && fits(entry as Extract<Entry, { type: T }>);
	const found = entries.filter(isIt).at(-1);
	if (found === undefined) throw new Error(`the history has no ${type}`);
	return found;
};
/** What a mutation adds happens at the end. */
const withEntries = (history: History, entries: readonly Entry[]): History => ({
	...history,
	entries: entries.map((entry) => (entry.at === undefined ? { ...entry, at: 1_000_000 } : entry)),
});
const without = (history: History, gone: Entry) =>
	withEntries(
		history,
		history.entries.filter((entry) => entry !== gone),
	);
const replace = (history: History, old: Entry, ...fresh: readonly Entry[]) =>
	withEntries(
		history,
		history.entries.flatMap((entry) => (entry === old ? fresh : [entry])),
	);
const inStore = (
	history: History,
	change: (events: readonly StoredEvent[]) => readonly StoredEvent[],
): History => ({
	...history,
	stored: new Map([...history.stored, [room, change(history.stored.get(room) ?? [])]]),
});
const renumber = (history: History, events: readonly StoredEvent[]) =>
	events.map((event, index) => ({ ...event, seq: (history.heads.get(room) ?? 0) + index + 1 }));
const ackIn = (history: History): Ack =>
	find(history, "acked", (ack) => !ack.again && ack.room === room);
const lastSeen = (history: History, actor: string): Seen =>
	find(history, "seen", (seen) => seen.actor === actor && seen.room === room);
const sentWith = (history: History, text: string): Sent =>
	find(history, "sent", (sent) => sent.text === text);
/** The last two posts of somebody in the room that were stored. */
const lastTwo = (history: History, actor: string): [Ack, Ack] => {
	const putOff = new Set(
		history.entries.flatMap((entry) => (entry.type === "put-off" ? [entry.text] : [])),
	);
	const acks = history.entries.filter(
		(entry): entry is Ack =>
			entry.type === "acked" &&
			!entry.again &&
			entry.actor === actor &&
			entry.room === room &&
			!putOff.has(entry.text),
	);
	return [acks.at(-2)!, acks.at(-1)!];
};

/** Each breaks one promise in a history that kept them all. */
const mutations: readonly [Rule, string, (history: History) => History][] = [
	[
		"durable",
		"an acked message is not in the store",
		(history) => {
			const { id } = ackIn(history);
			return inStore(history, (events) =>
				renumber(
					history,
					events.filter((event) => event.id !== id),
				),
			);
		},
	],
	[
		"durable",
		"an ack names the place of another message",
		(history) => {
			const ack = ackIn(history);
			return replace(history, ack, { ...ack, seq: ack.seq - 1 });
		},
	],
	[
		"durable",
		"the last message is cut off the log",
		(history) => {
			const { seq } = lastTwo(history, "cleo")[1];
			return inStore(history, (events) => events.filter((event) => event.seq < seq));
		},
	],
	[
		"durable",
		"the text in the store is another",
		(history) => {
			const { id } = ackIn(history);
			return inStore(history, (events) =>
				events.map((event) => (event.id === id ? { ...event, text: `${event.text}!` } : event)),
			);
		},
	],
	[
		"durable",
		"a message sent again gets another place",
		(history) => {
			const ack = ackIn(history);
			return withEntries(history, [...history.entries, { ...ack, again: true, seq: ack.seq + 1 }]);
		},
	],
	[
		"gapless",
		"a number is left out",
		(history) =>
			inStore(history, (events) =>
				events.map((event) =>
					event.seq > events[3]!.seq ? { ...event, seq: event.seq + 1 } : event,
				),
			),
	],
	[
		"exactly once",
		"a message is stored twice",
		(history) => inStore(history, (events) => renumber(history, [...events, events[2]!])),
	],
	[
		"exactly once",
		"a message is stored again under another id",
		(history) =>
			inStore(history, (events) =>
				renumber(history, [...events, { ...events[2]!, id: "another id" }]),
			),
	],
	[
		"nothing invented",
		"the store has what nobody said",
		(history) =>
			inStore(history, (events) => [
				...events,
				{ seq: events.at(-1)!.seq + 1, by: "ann", kind: "message", id: "x", text: "never said" },
			]),
	],
	[
		"nothing invented",
		"a message has another author",
		(history) =>
			inStore(history, (events) =>
				events.map((event, index) => (index === 1 ? { ...event, by: "eve" } : event)),
			),
	],
	[
		"nothing invented",
		"a message is in another room",
		(history) => {
			const ack = ackIn(history);
			const sent = sentWith(history, ack.text);
			return replace(history, sent, { ...sent, room: "#ops" });
		},
	],
	[
		"refused is not stored",
		"a refused message is in the store",
		(history) => {
			const { actor: by, text } = find(history, "refused");
			return inStore(history, (events) => [
				...events,
				{ seq: events.at(-1)!.seq + 1, by, kind: "message", id: "x", text },
			]);
		},
	],
	[
		"no phantom",
		"somebody was shown a message that is not stored",
		(history) => {
			const { event, ...seen } = lastSeen(history, "bob");
			const phantom = { ...event, seq: event.seq + 1, text: "a phantom", id: "x" };
			return withEntries(history, [...history.entries, { ...seen, event: phantom }]);
		},
	],
	[
		"no phantom",
		"a shown message is gone after a crash",
		(history) => {
			const { seq } = lastSeen(history, "bob").event;
			return inStore(history, (events) => events.filter((event) => event.seq !== seq));
		},
	],
	[
		"one order",
		"one person is shown another message at a place",
		(history) => {
			const seen = lastSeen(history, "bob");
			return replace(history, seen, { ...seen, event: { ...seen.event, text: "other" } });
		},
	],
	[
		"no repeat",
		"an event is shown twice",
		(history) => {
			const seen = lastSeen(history, "bob");
			return replace(history, seen, seen, seen);
		},
	],
	[
		"no repeat",
		"two events are shown the wrong way round",
		(history) => {
			const last = lastSeen(history, "bob");
			const before = find(
				history,
				"seen",
				(seen) =>
					seen.actor === "bob" &&
					seen.room === room &&
					seen.life === last.life &&
					seen.event.seq === last.event.seq - 1,
			);
			return replace(without(history, before), last, last, before);
		},
	],
	[
		"no hole",
		"an event is left out",
		(history) => {
			const last = lastSeen(history, "bob");
			const before = find(
				history,
				"seen",
				(seen) =>
					seen.actor === "bob" &&
					seen.room === room &&
					seen.life === last.life &&
					seen.event.seq === last.event.seq - 1,
			);
			return without(history, before);
		},
	],
	[
		"no hole",
		"a view begins with an event that is not its first",
		(history) => {
			const isFirst = (entry: Entry) =>
				entry.type === "seen" &&
				entry.actor === "ann" &&
				entry.room === room &&
				entry.event.seq === (history.heads.get(room) ?? 0) + 1;
			return withEntries(
				history,
				history.entries.filter((entry) => !isFirst(entry)),
			);
		},
	],
	[
		"no hole",
		"a client comes back and goes on too far ahead",
		(history) => {
			const seen = lastSeen(history, "bob");
			const gone = history.entries.filter(
				(entry): entry is Seen =>
					entry.type === "seen" &&
					entry.actor === "bob" &&
					entry.room === room &&
					entry.event.seq >= seen.event.seq - 1,
			);
			const rest = history.entries.filter((entry) => !gone.includes(entry as Seen));
			return withEntries(history, [...rest, { ...seen, life: 99 }]);
		},
	],
	[
		"converges",
		"somebody lacks the last event in the end",
		(history) => {
			const {
				event: { seq },
			} = lastSeen(history, "bob");
			return withEntries(
				history,
				history.entries.filter(
					(entry) =>
						!(
							entry.type === "seen" &&
							entry.actor === "bob" &&
							entry.room === room &&
							entry.event.seq === seq
						),
				),
			);
		},
	],
	[
		"one answer",
		"a post is acked twice",
		(history) => {
			const ack = ackIn(history);
			return replace(history, ack, ack, ack);
		},
	],
	[
		"one answer",
		"a post is acked and refused",
		(history) => {
			const ack = ackIn(history);
			const { actor, text } = ack;
			return replace(history, ack, ack, { type: "refused", actor, text, code: "strange" });
		},
	],
	[
		"answered",
		"an ack never came",
		(history) => {
			const ack = ackIn(history);
			return withEntries(
				history,
				history.entries.filter((entry) => !(entry.type === "acked" && entry.text === ack.text)),
			);
		},
	],
	[
		"answered",
		"a post left the outbox and is stored nowhere",
		(history) => {
			const gone = find(history, "gone");
			return inStore(history, (events) =>
				renumber(
					history,
					events.filter((event) => event.text !== gone.text),
				),
			);
		},
	],
	[
		"refused by the rules",
		"a good message is refused",
		(history) => {
			const ack = ackIn(history);
			const { actor, text } = ack;
			return replace(history, ack, { type: "refused", actor, text, code: "internal_error" });
		},
	],
	[
		"refused by the rules",
		"a message is refused by another name than its own",
		(history) => {
			const refused = find(history, "refused");
			return replace(history, refused, { ...refused, code: "internal_error" });
		},
	],
	[
		"refused by the rules",
		"a message that breaks a rule is taken",
		(history) => {
			const { actor, text } = find(history, "refused");
			const ack = { type: "acked" as const, actor, text, room, id: "x", seq: 1 };
			return withEntries(
				history,
				history.entries.map((entry) =>
					entry.type === "refused" && entry.text === text ? ack : entry,
				),
			);
		},
	],
	[
		"no repeat",
		"a client comes back and is shown everything again",
		(history) => {
			const first = history.entries.find(
				(entry) => entry.type === "seen" && entry.actor === "ann" && entry.room === room,
			)!;
			return withEntries(history, [
				...history.entries,
				{ type: "killed", actor: "ann" },
				{ ...(first as Seen), life: 99 },
			]);
		},
	],
	[
		"no repeat",
		"a view goes on and begins with what was shown before",
		(history) => {
			const after = history.heads.get("#ops")!;
			const event = { seq: after, by: "bob", kind: "message", id: "old", text: "old" };
			const first = history.entries.findIndex(
				(entry) => entry.type === "opened" && entry.actor === "ann" && entry.room === "#ops",
			);
			return withEntries(
				history,
				history.entries.toSpliced(first + 1, 0, {
					type: "seen",
					actor: "ann",
					life: 1,
					room: "#ops",
					event,
					at: 0,
				}),
			);
		},
	],
	[
		"by the protocol",
		"an answer comes to a question that nobody asked",
		(history) =>
			withEntries(history, [
				...history.entries,
				{ type: "strange", actor: "ann", what: "an answer to nothing" },
			]),
	],
	[
		"real time",
		"what is said after an ack is stored before it",
		(history) => {
			// Somebody else says the later one: for the same person it would be first in, first out.
			const [, early] = lastTwo(history, "bob");
			const [, late] = lastTwo(history, "cleo");
			return inStore(history, (events) => swap(events, early.seq, late.seq));
		},
	],
	[
		"first in first out",
		"two messages of one person change places",
		(history) => {
			const [early, late] = lastTwo(history, "cleo");
			return inStore(history, (events) => swap(events, early.seq, late.seq));
		},
	],
];

function swap(events: readonly StoredEvent[], a: number, b: number): StoredEvent[] {
	const at = (seq: number) => events.find((event) => event.seq === seq)!;
	return events.map((event) => {
		if (event.seq === a) return { ...at(b), seq: a };
		if (event.seq === b) return { ...at(a), seq: b };
		return event;
	});
}

test("a history in which every promise was kept passes, whatever happened in it", () => {
	fc.assert(
		fc.property(anySeed, (seed) => {
			expect(checkHistory(makeGoodHistory(seed))).toEqual([]);
		}),
	);
});

describe("a history is caught in which", () => {
	test.each(mutations)("%s: %s", (rule, _what, mutate) => {
		fc.assert(
			fc.property(anySeed, (seed) => {
				const history = mutate(makeGoodHistory(seed));
				expect(checkHistory(history).map((violation) => violation.rule)).toContain(rule);
			}),
			{ numRuns: 30 },
		);
	});

	test("every rule there is has a mutation", async () => {
		const { rules } = await import("./history.ts");
		expect(new Set(mutations.map(([rule]) => rule))).toEqual(new Set(Object.keys(rules)));
	});
});
