import { type Client, isSignedIn } from "@partyline/client";
import { firstOutcome } from "../desk/servers.ts";
import { keeping } from "../start/keeping.ts";
import { openClient } from "../start/open-client.ts";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";
import { isSignedOut, refusalOf, serverName } from "./refusal.ts";

/** Ends this device's token, at the server and here. Throws UserError. */
export async function signOut(settings: Settings): Promise<void> {
	const { stateDir, as } = settings;
	if (!keeping(() => isSignedIn(stateDir, settings, as)))
		throw new UserError(`This device is not signed in to ${serverName(settings)} as ${as}.`, {
			exit: exitCode.notFound,
		});
	const client = openClient(settings, { keep: "credentials" });
	try {
		client.start();
		const outcome = await firstOutcome(client);
		if (outcome.state === "closed") {
			// The server has ended the token already, and the client has forgotten it.
			if (isSignedOut(outcome.code)) return;
			throw refusalOf(outcome, settings);
		}
		if (outcome.state !== "live")
			throw new UserError(
				`${"problem" in outcome ? outcome.problem : "The server does not answer."} Nothing was changed.`,
				{ exit: exitCode.unavailable },
			);
		const { devices } = await client.ask("devices", {});
		const own = devices.find(({ current }) => current === true);
		if (own === undefined) throw new Error("the server does not know this device");
		// Its connection ends with it, and the token is forgotten.
		const gone = untilClosed(client);
		await client.ask("revoke", { device: own.device });
		await gone;
	} finally {
		await client.close();
	}
}

function untilClosed(client: Client): Promise<void> {
	return new Promise((resolve) => {
		const stop = client.subscribe((notice) => {
			if (notice.type !== "status" || notice.status.state === "live") return;
			stop();
			resolve();
		});
	});
}
