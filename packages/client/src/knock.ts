import type { HelloResult, Invitation } from "@partyline/shared/protocol/shapes";
import type { ClientOptions } from "./client-api.ts";
import { systemClock } from "./clock.ts";
import { ClosedError, ConnectionError, RequestError } from "./errors.ts";
import { greet } from "./handshake.ts";
import { Link } from "./link.ts";
import { describeProblem } from "./problem.ts";
import { createServerDial } from "./trust/dial-server.ts";
import { memoryKnownServers } from "./trust/known-servers.ts";
import { isTrustError } from "./trust/trust-errors.ts";

/** Which server, in the way that its address was written. */
export type KnockOptions = Pick<
	ClientOptions,
	"host" | "port" | "scheme" | "pin" | "knownServers" | "clientName" | "clientVersion"
> & {
	/** The code of an invitation to be looked at. */
	readonly invite?: string;
};

/** What a server tells whoever is not logged in. */
export type Greeting = {
	readonly server: HelloResult;
	readonly invitation?: Invitation;
};

/**
 * Asks a server what it is, and what an invitation is good for, and goes. Rejects with RequestError, with a
 * TrustError when its key is not known or has changed, and with ConnectionError, whose message is a sentence.
 */
export async function knock(options: KnockOptions): Promise<Greeting> {
	const link = await open(options);
	try {
		const { clientName = "partyline-client", clientVersion = "", invite } = options;
		const server = await greet(link.call, `${clientName} ${clientVersion}`.trim());
		if (invite === undefined) return { server };
		return { server, invitation: await link.call("invitation", { invite }) };
	} catch (error) {
		if (error instanceof RequestError) throw error;
		throw toSentence(link.end?.error ?? error, options);
	} finally {
		link.fail(new ClosedError("That was all."));
	}
}

async function open(options: KnockOptions): Promise<Link> {
	const { host, port, scheme = "bare", pin, knownServers = memoryKnownServers() } = options;
	try {
		return await Link.open({
			address: { host, port },
			dial: createServerDial({ scheme, pin, knownServers }),
			clock: systemClock,
			signal: new AbortController().signal,
			onNotification: () => {},
			onResult: () => {},
		});
	} catch (error) {
		throw isTrustError(error) ? error : toSentence(error, options);
	}
}

function toSentence(cause: unknown, { host, port }: KnockOptions): ConnectionError {
	return new ConnectionError(describeProblem(cause, { host, port }), { cause });
}
