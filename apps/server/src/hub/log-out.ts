import type { Hub } from "./hub.ts";
import type { Parting, Session } from "./ports.ts";
import { tellPresence } from "./presence.ts";

/** Sends a session away: it hears nothing more at once, whatever is said while its connection ends, but why. */
export function sendAway(hub: Hub, session: Session, parting: Parting): void {
	logOut(hub, session);
	session.end(parting);
}

/** Ends a session: it hears nothing more, and when it was the last one the rooms are told who left. */
export function logOut(hub: Hub, session: Session): void {
	for (const room of hub.roster.roomsOf(session.account)) room.forget(session);
	if (hub.people.exit(session)) tellPresence(hub, session.account);
}
