import { encodeFrame } from "@partyline/shared/framing/encoder";
import { notificationEnvelope } from "@partyline/shared/protocol/envelope";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { isComing, type Part, partsOf } from "../../hub/parts.ts";
import type { Delivery, Signal } from "../../hub/ports.ts";

/** The frames of a delivery in one piece, and where each of them begins. */
type Frames = { readonly bytes: Buffer; readonly starts: readonly number[] };

/** A delivery to a crowd as most are told it, and who of the others came or left in it. */
type CrowdFrames = { readonly bytes: Buffer; readonly passing: ReadonlySet<AccountName> };

/** What a value was made into, for the next session that is given the same. */
type Made<From, To> = { readonly from: From; readonly to: To };

// Only the last: all sessions of a room are given a thing one after another, and what is looked up in a WeakMap outlives
// the next collections.
let lastDelivery: Made<Delivery, Frames> | undefined;
let lastToCrowd: Made<Delivery, CrowdFrames> | undefined;
let lastSignals: Made<readonly Signal[], Buffer> | undefined;
// But of these there are few, and each is in another list for each of those whose own is left out.
const signalFrames = new WeakMap<Signal, Buffer>();

/** The frames of one room's events of one turn, for a session of an account. */
export function encodeDelivery(delivery: Delivery, reader: AccountName): Buffer {
	if (delivery.isToCrowd) return encodeToCrowd(delivery, reader);
	const whole = delivery.tailOf ?? delivery;
	if (lastDelivery?.from !== whole) lastDelivery = { from: whole, to: makeFrames(whole.events) };
	const { bytes, starts } = lastDelivery.to;
	if (whole === delivery) return bytes;
	return bytes.subarray(starts[whole.events.length - delivery.events.length]);
}

function encodeToCrowd(delivery: Delivery, reader: AccountName): Buffer {
	// Those who came in the middle each came at another place, and are told of themselves.
	if (delivery.tailOf !== undefined) return encodeParts(delivery, reader);
	if (lastToCrowd?.from !== delivery)
		lastToCrowd = { from: delivery, to: makeCrowdFrames(delivery) };
	const { bytes, passing } = lastToCrowd.to;
	return passing.has(reader) ? encodeParts(delivery, reader) : bytes;
}

function makeCrowdFrames(delivery: Delivery): CrowdFrames {
	const passing = new Set(delivery.events.filter(isComing).map(({ by }) => by));
	return { bytes: encodeParts(delivery), passing };
}

function encodeParts(delivery: Delivery, reader?: AccountName): Buffer {
	const { room } = delivery;
	const encode = (part: Part) =>
		"events" in part
			? makeFrames(part.events).bytes
			: encodeFrame(notificationEnvelope("limited", { room, ...part.comings }));
	return Buffer.concat(partsOf(delivery, reader).map(encode));
}

function makeFrames(events: readonly RoomEvent[]): Frames {
	const pieces = events.map((event) => encodeFrame(notificationEnvelope("event", event)));
	const starts: number[] = [];
	let length = 0;
	for (const piece of pieces) {
		starts.push(length);
		length += piece.length;
	}
	return { bytes: Buffer.concat(pieces, length), starts };
}

/** The frames of the signals of one turn. */
export function encodeSignals(signals: readonly Signal[]): Buffer {
	if (lastSignals?.from !== signals)
		lastSignals = { from: signals, to: Buffer.concat(signals.map(frameOf)) };
	return lastSignals.to;
}

function frameOf(signal: Signal): Buffer {
	const known = signalFrames.get(signal);
	if (known !== undefined) return known;
	const frame = encodeFrame(notificationEnvelope(signal.method, signal.params));
	signalFrames.set(signal, frame);
	return frame;
}
