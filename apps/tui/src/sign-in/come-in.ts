import { type ConnectionStatus, type Me, RequestError, type SignIn } from "@partyline/client";
import { firstOutcome } from "../desk/servers.ts";
import { openClient } from "../start/open-client.ts";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";

/**
 * Logs in once, so that this device has a token from then on. Throws RequestError when the server refuses, and
 * UserError when it cannot be reached.
 */
export async function comeIn(settings: Settings, signIn: SignIn): Promise<Me> {
	const client = openClient(settings, { keep: "credentials", signIn });
	try {
		client.start();
		const outcome = await firstOutcome(client);
		const me = client.me();
		if (outcome.state === "live" && me !== undefined) return me;
		throw toError(outcome);
	} finally {
		await client.close();
	}
}

function toError(outcome: ConnectionStatus): Error {
	const problem = "problem" in outcome ? outcome.problem : undefined;
	if (outcome.state === "closed" && outcome.code !== undefined)
		return new RequestError(outcome.code, problem ?? "The server refuses.");
	return new UserError(problem ?? "The server did not let us in.", { exit: exitCode.unavailable });
}
