import { bodyLimitBytes, frameLimitBytes } from "@partyline/shared/framing/limits";
import { WireError } from "@partyline/shared/protocol/errors";
import { limits, protocolVersion } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { messageLimitBytes } from "@partyline/shared/text/message-text";
import type { Connection } from "../connection.ts";
import type { DoorContext } from "../door.ts";

/** Agrees on the protocol and tells what this server is. */
export function hello(
	context: DoorContext,
	connection: Connection,
	{ protocol }: Params<"hello">,
): Result<"hello"> {
	const { hub, serverName, version } = context;
	if (protocol !== protocolVersion) throw new WireError("unsupported_protocol");
	return {
		protocol: protocolVersion,
		server: serverName,
		version,
		epoch: hub.journal.epoch,
		limits: {
			frameBytes: frameLimitBytes,
			bodyBytes: bodyLimitBytes,
			textBytes: messageLimitBytes,
			pageEvents: limits.pageEvents,
			openRequests: limits.openRequests,
		},
		auth: waysIn(context, connection),
		features: [],
	};
}

/** By what one may come in over this connection. */
function waysIn(context: DoorContext, connection: Connection): string[] {
	return [
		...(context.admitsGuests(connection) ? ["guest"] : []),
		...["token", "password", "invite"],
		...(context.admitsNewcomers(connection) ? ["register"] : []),
	];
}
