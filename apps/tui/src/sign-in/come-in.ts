import {
	type Client,
	type ConnectionStatus,
	type Me,
	RequestError,
	type SignIn,
} from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { openClient } from "../start/open-client.ts";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";

/** How often it is tried: where no answer came, an account was perhaps made, and only the next try can tell. */
const tries = 3;

/**
 * Logs in once by the password, also where there is a token, so that this device has a new one from then on; `tell` is
 * told when that takes longer. Throws RequestError when the server refuses, and UserError when it cannot be reached.
 */
export async function comeIn(
	settings: Settings,
	signIn: SignIn,
	tell: (line: string) => void = () => {},
): Promise<Me> {
	const client = openClient(settings, { keep: "credentials" });
	try {
		const { done } = client.signIn(signIn);
		const outcome = await lastOutcome(client, tell);
		// A token may have brought us in, where the password was refused.
		if (outcome.state === "live") await done;
		const me = client.me();
		if (outcome.state === "live" && me !== undefined) return me;
		throw toError(outcome);
	} finally {
		await client.close();
	}
}

function lastOutcome(client: Client, tell: (line: string) => void): Promise<ConnectionStatus> {
	return new Promise((resolve) => {
		const stop = client.subscribe((notice) => {
			if (notice.type !== "status") return;
			const { status } = notice;
			if (status.state === "waiting" && status.attempt < tries) {
				tell(`${sanitizeLine(status.problem)} It is tried again.`);
				return;
			}
			if (status.state !== "live" && status.state !== "waiting" && status.state !== "closed")
				return;
			stop();
			resolve(status);
		});
		client.start();
	});
}

function toError(outcome: ConnectionStatus): Error {
	const problem = "problem" in outcome ? outcome.problem : undefined;
	if (outcome.state === "closed" && outcome.code !== undefined)
		return new RequestError(outcome.code, problem ?? "The server refuses.");
	return new UserError(problem ?? "The server did not let us in.", { exit: exitCode.unavailable });
}
