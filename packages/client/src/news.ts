import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { membershipChange } from "@partyline/shared/protocol/room-state";

/** Whether a direct conversation begins with an event: nothing before it has to be asked for. */
export function isOpening(event: ReceivedEvent): boolean {
	return event.type === "create" && event.kind === "direct";
}

/** Whether somebody is in a room from this event on. */
export function bringsIn(event: ReceivedEvent, who: AccountName | undefined): boolean {
	if (event.type === "other" || who === undefined) return false;
	return membershipChange(event).enter.includes(who);
}

/** Whether others take somebody out of a room by this event. */
export function takesOut(event: ReceivedEvent, who: AccountName | undefined): boolean {
	return (event.type === "kick" || event.type === "ban") && event.who === who;
}
