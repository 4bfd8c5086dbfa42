import { encodeFrame } from "@partyline/shared/framing/encoder";
import { errorEnvelope } from "@partyline/shared/protocol/envelope";
import { toErrorObject, WireError } from "@partyline/shared/protocol/errors";
import type { Door, DoorContext } from "../door.ts";

const brace = "{".charCodeAt(0);

// The address is theirs to know: what this end calls itself may lie behind a tunnel.
const sentence =
	"*** This server takes encrypted connections only: come with `partyline partyline://HOST:PORT`, or with `openssl s_client -quiet -connect HOST:PORT`.";
const inviteSentence =
	" Without an account it takes an invitation, which whoever runs the server makes with `partylined invite`.";

/** The door for everybody who came without TLS from where one must not: they are told so before anything is asked. */
export function secureOnlyDoor({ log, admitsGuests, admitsNewcomers }: DoorContext): Door {
	return {
		name: "secure-only",
		knows: () => true,
		open: (connection, first) => {
			log.debug({ peer: connection.address }, "not encrypted");
			connection.listen(
				() => {},
				() => {},
			);
			if (first[0] === brace) {
				const refusal = toErrorObject(new WireError("tls_required"));
				connection.send(encodeFrame(errorEnvelope(null, refusal)));
				connection.end();
			} else {
				const isShut = !admitsGuests(connection) && !admitsNewcomers(connection);
				connection.send(Buffer.from(`${sentence}${isShut ? inviteSentence : ""}\n`));
				connection.hangUp();
			}
			return { wasLetIn: () => false, bye: () => connection.end() };
		},
	};
}
