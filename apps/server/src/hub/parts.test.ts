import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName, Seq } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, test } from "vitest";
import { serverLimits } from "../limits.ts";
import { type Part, partsOf } from "./parts.ts";
import type { Delivery } from "./ports.ts";

const room = "#general" as RoomName;
const ann = "ann" as AccountName;
const many = serverLimits.comingsNamed;

type Kind = "join" | "part" | "topic";

function eventOf(kind: Kind, seq: number, by = `guest-${seq}`): RoomEvent {
	const place = { room, seq: seq as Seq, at: 0, by: by as AccountName };
	return kind === "topic" ? { ...place, type: kind, topic: "" } : { ...place, type: kind };
}

/** A delivery of so many of each kind, one after the other. */
function deliveryOf(isToCrowd: boolean, ...runs: readonly (readonly [Kind, number])[]) {
	const all = runs.flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
	const events = all.map((kind, index) => eventOf(kind, index + 1));
	return { room, events, isToCrowd } satisfies Delivery;
}

/** How each part is told: the seqs of events, or what is told in place of them. */
function toldOf(delivery: Delivery, reader?: AccountName) {
	return partsOf(delivery, reader).map((part) =>
		"comings" in part ? part.comings : part.events.map(({ seq }) => seq),
	);
}

test("in a crowd many who come and go in a row are a number, and what is said goes out between them", () => {
	const delivery = deliveryOf(true, ["topic", 1], ["join", many], ["part", 3], ["topic", 2]);
	expect(toldOf(delivery)).toEqual([
		[1],
		{ from: 2, to: many + 4, joined: many, left: 3 },
		[many + 5, many + 6],
	]);
});

test("a few who come are named, and in a room that is no crowd all of them are", () => {
	for (const delivery of [
		deliveryOf(true, ["join", many - 1], ["topic", 1], ["join", many - 1]),
		deliveryOf(false, ["join", 3 * many]),
	])
		expect(partsOf(delivery)).toEqual([{ events: delivery.events }]);
});

test("whoever comes is told of themselves, as on another device they do not know of it", () => {
	const events = deliveryOf(true, ["join", 3 * many]).events.map((event) =>
		event.seq === many + 1 ? { ...event, by: ann } : event,
	);
	const delivery = { room, events, isToCrowd: true };
	expect(toldOf(delivery, ann)).toEqual([
		{ from: 1, to: many, joined: many, left: 0 },
		[many + 1],
		{ from: many + 2, to: 3 * many, joined: 2 * many - 1, left: 0 },
	]);
	expect(toldOf(delivery)).toHaveLength(1);
});

const someKind = fc.constantFrom<Kind>("join", "join", "part", "topic");
const stretches = fc.array(fc.tuple(someKind, fc.integer({ min: 1, max: 2 * many })), {
	maxLength: 12,
});

function seqsOf(part: Part): number[] {
	if ("events" in part) return part.events.map(({ seq }) => seq);
	const { from, to } = part.comings;
	return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

test("whatever is delivered, each seq is told once and in order, and all but comings and goings as it is", () => {
	fc.assert(
		fc.property(stretches, fc.nat(200), (taken, own) => {
			const delivery = deliveryOf(true, ...taken);
			const reader = `guest-${own}` as AccountName;
			const parts = partsOf(delivery, reader);
			expect(parts.flatMap(seqsOf)).toEqual(delivery.events.map(({ seq }) => seq));
			const named = parts.flatMap((part) => ("events" in part ? part.events : []));
			const due = delivery.events.filter(({ type, by }) => type === "topic" || by === reader);
			expect(named).toEqual(expect.arrayContaining(due));
		}),
	);
});
