import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName, Seq } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import type { Delivery, Signal } from "../../hub/ports.ts";
import { serverLimits } from "../../limits.ts";
import { encodeDelivery, encodeSignals } from "./encode.ts";

const room = "#general" as RoomName;
const bystander = "zoe" as AccountName;
const many = serverLimits.comingsNamed;

function joinOf(seq: number): RoomEvent {
	return { room, seq: seq as Seq, at: 0, by: `guest-${seq}` as AccountName, type: "join" };
}

function joins(count: number, isToCrowd = true): Delivery {
	return { room, events: Array.from({ length: count }, (_, at) => joinOf(at + 1)), isToCrowd };
}

function tailOf(delivery: Delivery, from: number): Delivery {
	return { ...delivery, events: delivery.events.slice(from), tailOf: delivery };
}

function framesOf(delivery: Delivery, reader = bystander): { method: string; params: object }[] {
	const lines = encodeDelivery(delivery, reader).toString().trimEnd().split("\n");
	return lines.map((line) => JSON.parse(line));
}

test("a crowd is told of many who came in one frame, which is made once for all", () => {
	const delivery = joins(many);
	expect(framesOf(delivery)).toEqual([
		{
			jsonrpc: "2.0",
			method: "limited",
			params: { room, from: 1, to: many, joined: many, left: 0 },
		},
	]);
	expect(encodeDelivery(delivery, bystander)).toBe(encodeDelivery(delivery, "yan" as AccountName));
});

test("who came among them is told of themselves, and of the others by their number", () => {
	const told = framesOf(joins(3 * many), `guest-${2 * many}` as AccountName);
	expect(told.map(({ method }) => method)).toEqual(["limited", "event", "limited"]);
	expect(told[1]?.params).toMatchObject({ seq: 2 * many, type: "join" });
});

test("who came in the middle is told of the rest alone, in a crowd and elsewhere", () => {
	const [small, crowd] = [joins(10, false), joins(2 * many + 1)];
	expect(framesOf(tailOf(small, 8)).map(({ params }) => params)).toEqual(small.events.slice(8));
	expect(framesOf(tailOf(crowd, many)).map(({ params }) => params)).toEqual([
		{ room, from: many + 1, to: 2 * many + 1, joined: many + 1, left: 0 },
	]);
	expect(framesOf(tailOf(crowd, many + 2)).map(({ method }) => method)).toEqual(
		Array.from({ length: many - 1 }, () => "event"),
	);
});

test("that many come back at a time is encoded once for each of them, whoever is left out of whose list", () => {
	let encoded = 0;
	const signals = Array.from({ length: 30 }, (_, at): Signal => {
		const account = `guest-${at}` as AccountName;
		const params = {
			...{ room, account, name: account, state: "online" as const },
			toJSON: () => {
				encoded++;
				return { account };
			},
		};
		return { method: "presence", params };
	});
	const lengths = signals.map((own) => {
		const others = signals.filter((signal) => signal !== own);
		return encodeSignals(others).toString().trimEnd().split("\n").length;
	});
	expect(lengths).toEqual(signals.map(() => signals.length - 1));
	expect(encoded).toBe(signals.length);
});
