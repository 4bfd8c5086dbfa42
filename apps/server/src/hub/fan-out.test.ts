import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName, Seq } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, test } from "vitest";
import { serverLimits } from "../limits.ts";
import { FanOut } from "./fan-out.ts";
import type { Delivery, Session } from "./ports.ts";

const room = "#general" as RoomName;
const ann = "ann" as AccountName;

function eventOf(seq: number): RoomEvent {
	return { room, seq: seq as Seq, at: 0, by: ann, type: "topic", topic: `${seq}` };
}

/** A session that keeps the seqs it was given. */
function listener(): Session & { readonly heard: number[]; readonly deliveries: Delivery[] } {
	const heard: number[] = [];
	const deliveries: Delivery[] = [];
	return {
		...{ heard, deliveries, account: ann, isLocal: true, address: "127.0.0.1" },
		deliver: (delivery) => {
			deliveries.push(delivery);
			heard.push(...delivery.events.map(({ seq }) => seq));
		},
		signal: () => {},
		end: () => {},
	};
}

function listeners(count: number) {
	return Array.from({ length: count }, listener);
}

/** Lets the turns pass that it takes until nobody is due anything; how many. */
function deliverAll(fanOut: FanOut): number {
	let turns = 0;
	for (; fanOut.isDue; turns++) fanOut.deliver(room);
	return turns;
}

/** Somebody who came, and the last event before that. */
type Here = { readonly session: ReturnType<typeof listener>; readonly since: number };

/** A large room in which somebody comes and goes, and what each step of it does to them. */
function arrange() {
	const fanOut = new FanOut();
	// More than are given something in one turn.
	for (const session of listeners(serverLimits.sessionsPerTurn + 1))
		fanOut.subscribe(session, room);
	const here = new Map<number, Here>();
	/** Those who left or are gone, who hear nothing more. */
	const gone = new Set<Here>();
	let last = 0;
	const heardAll = ({ session, since }: Here) => expect(session.heard).toEqual(range(since, last));
	const each = {
		event: () => fanOut.add(eventOf(++last)),
		turn: () => fanOut.deliver(room),
		come: (who: number) => {
			const known = here.get(who);
			const session = known?.session ?? listener();
			fanOut.subscribe(session, room);
			// Of a room that is live already nothing is told after it that came before.
			if (known !== undefined) heardAll(known);
			else here.set(who, { session, since: last });
		},
		leave: (who: number) => {
			const known = here.get(who);
			if (known === undefined) return;
			fanOut.unsubscribe(known.session, room);
			heardAll(known);
			gone.add(known);
			here.delete(who);
		},
		go: (who: number) => {
			const known = here.get(who);
			if (known === undefined) return;
			fanOut.forget(known.session);
			gone.add(known);
			here.delete(who);
		},
	};
	const end = () => {
		const heard = [...gone].map(({ session }) => session.heard.length);
		deliverAll(fanOut);
		for (const known of here.values()) heardAll(known);
		expect([...gone].map(({ session }) => session.heard.length)).toEqual(heard);
	};
	return { each, end };
}

const steps = fc.array(
	fc.record({
		type: fc.constantFrom("event", "event", "turn", "turn", "come", "come", "leave", "go"),
		who: fc.nat(9),
	}),
	{ maxLength: 120 },
);

test("whoever comes and goes hears each event between the two once and in order", () => {
	fc.assert(
		fc.property(steps, (taken) => {
			const { each, end } = arrange();
			for (const { type, who } of taken) each[type](who);
			end();
		}),
	);
});

test("what comes while a large room is being told goes out together, once to each", () => {
	const fanOut = new FanOut();
	const sessions = listeners(serverLimits.sessionsPerTurn * 3);
	for (const session of sessions) fanOut.subscribe(session, room);
	fanOut.add(eventOf(1));
	fanOut.deliver(room);
	fanOut.add(eventOf(2));
	fanOut.deliver(room);
	fanOut.add(eventOf(3));
	deliverAll(fanOut);
	for (const { deliveries } of sessions)
		expect(deliveries.map(({ events }) => events.length)).toEqual([1, 2]);
});

test("a delivery to many takes as many turns as it has parts, and one to few takes one", () => {
	const fanOut = new FanOut();
	for (const session of listeners(serverLimits.sessionsPerTurn)) fanOut.subscribe(session, room);
	fanOut.add(eventOf(1));
	expect(deliverAll(fanOut)).toBe(1);
	for (const session of listeners(1)) fanOut.subscribe(session, room);
	fanOut.add(eventOf(2));
	expect(deliverAll(fanOut)).toBe(2);
});

test("that many come at once is told to those who were here in one delivery", () => {
	const fanOut = new FanOut();
	const [first, ...others] = listeners(101);
	if (first === undefined) throw new Error("nobody");
	fanOut.subscribe(first, room);
	for (const [index, session] of others.entries()) {
		fanOut.subscribe(session, room);
		fanOut.add(eventOf(index + 1));
	}
	deliverAll(fanOut);
	expect(first.deliveries.map(({ events }) => events.length)).toEqual([100]);
	for (const [index, { heard }] of others.entries()) expect(heard).toEqual(range(index, 100));
});

function range(from: number, to: number): number[] {
	return Array.from({ length: to - from }, (_, index) => from + index + 1);
}

test("who takes a room up again is given what waits at once, and nobody else is for that", () => {
	const fanOut = new FanOut();
	const sessions = listeners(serverLimits.sessionsPerTurn * 2);
	for (const session of sessions) fanOut.subscribe(session, room);
	const [first, last] = [sessions[0], sessions.at(-1)];
	if (first === undefined || last === undefined) throw new Error("nobody");
	fanOut.add(eventOf(1));
	fanOut.deliver(room);
	fanOut.add(eventOf(2));
	for (const again of [first, last]) fanOut.subscribe(again, room);
	expect([first.heard, last.heard]).toEqual([range(0, 2), range(0, 2)]);
	expect(sessions.filter(({ heard }) => heard.includes(2))).toEqual([first, last]);
	fanOut.add(eventOf(3));
	deliverAll(fanOut);
	for (const { heard } of sessions) expect(heard).toEqual(range(0, 3));
});

test("who leaves is given what waits at once, and nobody else is for that", () => {
	const fanOut = new FanOut();
	const sessions = listeners(serverLimits.sessionsPerTurn * 2);
	for (const session of sessions) fanOut.subscribe(session, room);
	const last = sessions.pop();
	if (last === undefined) throw new Error("nobody");
	fanOut.add(eventOf(1));
	fanOut.deliver(room);
	fanOut.add(eventOf(2));
	fanOut.unsubscribe(last, room);
	expect(last.heard).toEqual(range(0, 2));
	expect(sessions.filter(({ heard }) => heard.includes(2))).toEqual([]);
	fanOut.add(eventOf(3));
	deliverAll(fanOut);
	for (const { heard } of sessions) expect(heard).toEqual(range(0, 3));
	expect(last.heard).toEqual(range(0, 2));
});

test("a delivery to a thousand says that they are a crowd, also to who came in the middle, and one to fewer does not", () => {
	const fanOut = new FanOut();
	const { crowdSessions } = serverLimits;
	const [first, ...others] = listeners(crowdSessions - 1);
	if (first === undefined) throw new Error("nobody");
	for (const session of [first, ...others]) fanOut.subscribe(session, room);
	fanOut.add(eventOf(1));
	deliverAll(fanOut);
	fanOut.add(eventOf(2));
	const late = listener();
	fanOut.subscribe(late, room);
	fanOut.add(eventOf(3));
	fanOut.subscribe(late, room);
	deliverAll(fanOut);
	expect(first.deliveries.map(({ isToCrowd }) => isToCrowd)).toEqual([false, true]);
	expect(late.deliveries.map(({ isToCrowd }) => isToCrowd)).toEqual([true]);
});
