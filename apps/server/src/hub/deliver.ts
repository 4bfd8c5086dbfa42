import { serverLimits } from "../limits.ts";
import type { Hub } from "./hub.ts";
import type { Room } from "./room.ts";

/** The rooms of which somebody is to be given something, and time. */
type Due = Pick<Hub, "dirty" | "clock">;

/** Has a room deliver what it has in this turn, with what else comes in it. */
export function scheduleDelivery(due: Due, room: Room): void {
	if (due.dirty.size === 0) due.clock.soon(() => deliverDue(due));
	due.dirty.add(room);
}

/** The same for what nobody waits to see: that somebody came or left. What is said meanwhile takes it along. */
export function scheduleInTime(due: Due, room: Room): void {
	if (room.isAwaited) return;
	room.isAwaited = true;
	inTime(due, room, () => {
		room.isAwaited = false;
		if (room.isDue) scheduleDelivery(due, room);
	});
}

/**
 * Runs in this turn what tells a small room who came and left, and that of a large one after a while, so that telling it
 * takes but a small part of the time: else a thousand who come would be a million writes.
 */
export function inTime({ clock }: Pick<Due, "clock">, room: Room, tell: () => void): void {
	const { comingsTimes, comingsMs } = serverLimits;
	const waitMs = Math.min(comingsMs, room.deliveryMs * comingsTimes);
	if (waitMs < 1) clock.soon(tell);
	else clock.later(waitMs, tell);
}

/**
 * Runs while something that is said in a room is being stored. Where a delivery takes longer than the disk, what is
 * committed waits for what is about to be, so that both go out in one write to each member.
 */
export async function whileStoring<T>(due: Due, room: Room, store: () => Promise<T>): Promise<T> {
	room.storing++;
	try {
		return await store();
	} finally {
		room.storing--;
		// It was stored before, or could not be stored: no event comes that would bring the delivery about.
		if (room.held?.isWaiting) scheduleDelivery(due, room);
	}
}

function deliverDue(due: Due): void {
	const rooms = [...due.dirty];
	due.dirty.clear();
	for (const room of rooms) {
		if (isWorthHolding(room)) hold(due, room);
		else {
			room.deliver();
			letGo(room);
			if (room.isPressing) scheduleDelivery(due, room);
			// Who came while the others were told of those before is told of in time: else a storm of them would be one
			// delivery after the other.
			else if (room.isDue) scheduleInTime(due, room);
		}
	}
}

function isWorthHolding({ storing, held, deliveryMs }: Room): boolean {
	if (storing === 0 || held?.isWaiting || held?.isOver) return false;
	return deliveryMs >= serverLimits.heldFromMs;
}

/**
 * Has a delivery wait until the next event is stored; where it is cut into parts, each of them, so that the writer has the
 * core in between. All of them together wait no longer than the delivery takes: it never costs more than twice what it may save.
 */
function hold(due: Due, room: Room): void {
	room.held ??= beginHolding(due, room);
	room.held.isWaiting = true;
}

function beginHolding(due: Due, room: Room): NonNullable<Room["held"]> {
	const held = { isWaiting: true, isOver: false };
	due.clock.later(room.deliveryMs, () => {
		held.isOver = true;
		if (room.held === held) scheduleDelivery(due, room);
	});
	return held;
}

/** A part was given, or all of it. */
function letGo(room: Room): void {
	if (!room.isBeingTold) room.held = undefined;
	else if (room.held !== undefined) room.held.isWaiting = false;
}
