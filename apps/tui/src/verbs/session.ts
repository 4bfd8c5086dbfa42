import {
	type Client,
	ClosedError,
	ConnectionError,
	type ConnectionStatus,
	OverrunError,
	RequestError,
	TimeoutError,
} from "@partyline/client";
import { refusalOf } from "../sign-in/refusal.ts";
import { openClient } from "../start/open-client.ts";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";

/** What a verb does, and what ends it early. */
export type Work = {
	readonly run: (client: Client) => Promise<void>;
	readonly signal?: AbortSignal;
};

/**
 * Runs a verb with a connection that is live, and closes it whatever happens. Throws `UserError`;
 * whatever breaks because `signal` has ended the verb is no error.
 */
export async function withClient(settings: Settings, { run, signal }: Work): Promise<void> {
	if (signal?.aborted) return;
	// In memory: what one process could not send, no other process is to send some other day.
	const client = openClient(settings, {
		...{ catchUp: "all", backlog: 0, keep: "credentials" },
		// One room at the most, and that is joined.
		follow: "asked",
	});
	const onAbort = () => void client.close();
	signal?.addEventListener("abort", onAbort, { once: true });
	try {
		await connected(client, settings);
		await run(client);
	} catch (error) {
		if (!signal?.aborted) throw toUserError(error);
	} finally {
		signal?.removeEventListener("abort", onAbort);
		await client.close();
	}
}

/** Resolves once live. A verb does not wait for a server that is not there. */
function connected(client: Client, settings: Settings): Promise<void> {
	return new Promise((resolve, reject) => {
		const stop = client.subscribe((notice) => {
			if (notice.type !== "status") return;
			const problem = problemOf(notice.status, settings);
			if (problem !== undefined) reject(problem);
			if (notice.status.state !== "live") return;
			stop();
			resolve();
		});
		client.start();
	});
}

function problemOf(status: ConnectionStatus, settings: Settings): UserError | undefined {
	if (status.state === "waiting")
		return new UserError(status.problem, { exit: exitCode.unavailable });
	return status.state === "closed" ? refusalOf(status, settings) : undefined;
}

function toUserError(error: unknown): unknown {
	const exit = exitOf(error);
	if (exit === undefined || !(error instanceof Error)) return error;
	return new UserError(error.message, { exit, cause: error });
}

function exitOf(error: unknown): number | undefined {
	if (error instanceof RequestError)
		return /^no_such_/.test(error.code) ? exitCode.notFound : exitCode.refused;
	if (error instanceof TimeoutError || error instanceof OverrunError) return exitCode.tempFail;
	const isCut = error instanceof ClosedError || error instanceof ConnectionError;
	return isCut ? exitCode.unavailable : undefined;
}
