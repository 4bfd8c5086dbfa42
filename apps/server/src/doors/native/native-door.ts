import type { Door, DoorContext } from "../door.ts";
import { NativeVisit } from "./native-visit.ts";

const brace = "{".charCodeAt(0);

/** The door of the native protocol: one JSON object a line. */
export function nativeDoor(context: DoorContext): Door {
	return {
		name: "native",
		knows: (first) => first[0] === brace,
		open: (connection, first) => {
			const visit = new NativeVisit(context, connection);
			visit.take(first);
			return visit;
		},
	};
}
