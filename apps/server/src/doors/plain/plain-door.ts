import type { Door, DoorContext } from "../door.ts";
import { PlainVisit } from "./plain-visit.ts";

/** The door for people with `nc` or `telnet`, and for everyone whom no other door knows. */
export function plainDoor(context: DoorContext): Door {
	return {
		name: "plain",
		knows: () => true,
		open: (connection, first) => {
			const visit = new PlainVisit(context, connection);
			visit.receive(first).catch((error: unknown) => {
				context.log.error({ err: error, peer: connection.address }, "internal error");
				connection.destroy();
			});
			return visit;
		},
	};
}
