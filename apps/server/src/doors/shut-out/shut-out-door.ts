import { encodeFrame } from "@partyline/shared/framing/encoder";
import { errorEnvelope } from "@partyline/shared/protocol/envelope";
import { toErrorObject, WireError } from "@partyline/shared/protocol/errors";
import { bannedAddress } from "../../hub/order/server-bans.ts";
import type { Door, DoorContext } from "../door.ts";

const brace = "{".charCodeAt(0);

/** The door for those who come from a network that is banned: they are told so, and nothing else. */
export function shutOutDoor({ hub, log }: DoorContext): Door {
	return {
		name: "shut-out",
		knows: () => true,
		open: (connection, first) => {
			log.debug({ peer: connection.address }, "banned network");
			connection.listen(
				() => {},
				() => {},
			);
			const message = bannedAddress(hub, connection.address);
			const refusal = new WireError("banned", message === undefined ? {} : { message });
			if (first[0] === brace) {
				connection.send(encodeFrame(errorEnvelope(null, toErrorObject(refusal))));
				connection.end();
			} else {
				connection.send(Buffer.from(`*** ${refusal.message}\n`));
				connection.hangUp();
			}
			return { wasLetIn: () => false, bye: () => connection.end() };
		},
	};
}
