import { type Client, type ClientOptions, createClient, StorageError } from "@partyline/client";
import type { Settings } from "./settings.ts";
import { exitCode, UserError } from "./user-error.ts";
import { version } from "./version.ts";

/** What a screen and a verb want differently of their connection. */
export type ClientWishes = Pick<
	ClientOptions,
	"catchUp" | "backlog" | "rooms" | "keep" | "follow" | "signIn"
>;

/** Makes the client of these settings, not yet started. Throws `UserError` when its folder cannot be used. */
export function openClient(settings: Settings, wishes: ClientWishes): Client {
	try {
		return createClient({
			...settings,
			...wishes,
			clientName: "partyline",
			clientVersion: version,
		});
	} catch (error) {
		if (!(error instanceof StorageError)) throw error;
		throw new UserError(`${error.message}. Choose another with --state.`, {
			exit: exitCode.cantCreate,
			cause: error,
		});
	}
}
