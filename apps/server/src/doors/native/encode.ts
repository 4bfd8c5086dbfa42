import { encodeFrame } from "@partyline/shared/framing/encoder";
import { notificationEnvelope } from "@partyline/shared/protocol/envelope";
import type { Delivery, Signal } from "../../hub/ports.ts";

/** Encoded once for all sessions of this door; forgotten with the value it was made from. */
const encoded = new WeakMap<Delivery | Signal, Buffer>();

/** The frames of one room's events of one turn. */
export function encodeDelivery(delivery: Delivery): Buffer {
	return once(delivery, () =>
		Buffer.concat(
			delivery.events.map((event) => encodeFrame(notificationEnvelope("event", event))),
		),
	);
}

/** The frame of a signal. */
export function encodeSignal(signal: Signal): Buffer {
	return once(signal, () => encodeFrame(notificationEnvelope(signal.method, signal.params)));
}

function once(value: Delivery | Signal, encode: () => Buffer): Buffer {
	const known = encoded.get(value);
	if (known !== undefined) return known;
	const bytes = encode();
	encoded.set(value, bytes);
	return bytes;
}
