import { encodeFrame } from "@partyline/shared/framing/encoder";
import { errorEnvelope } from "@partyline/shared/protocol/envelope";
import { toErrorObject, WireError } from "@partyline/shared/protocol/errors";
import type { Door, DoorContext } from "../door.ts";

const brace = "{".charCodeAt(0);

// The address is theirs to know: what this end calls itself may lie behind a tunnel.
const sentence =
	"*** This server takes encrypted connections only: come with `partyline --host HOST`, or with `openssl s_client -quiet -connect HOST:PORT`.\n";

/** The door for everybody who came without TLS from where one must not: they are told so before anything is asked. */
export function secureOnlyDoor({ log }: DoorContext): Door {
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
				connection.send(Buffer.from(sentence));
				connection.hangUp();
			}
			return { wasLetIn: () => false, bye: () => connection.end() };
		},
	};
}
