import { type Client, type ConnectionStatus, RequestError } from "@partyline/client";
import { openClient } from "../open-client.ts";
import type { Settings } from "../settings.ts";
import { exitCode, UserError } from "../user-error.ts";

/** Runs a verb with a connection that is live, and closes it whatever happens. Throws `UserError`. */
export async function withClient<T>(
	settings: Settings,
	work: (client: Client) => Promise<T>,
): Promise<T> {
	const client = openClient(settings, { catchUp: "all", backlog: 0 });
	try {
		await connected(client);
		return await work(client);
	} catch (error) {
		throw toUserError(error);
	} finally {
		await client.close();
	}
}

/** Resolves once live. A verb does not wait for a server that is not there. */
function connected(client: Client): Promise<void> {
	return new Promise((resolve, reject) => {
		const stop = client.subscribe((notice) => {
			if (notice.type !== "status") return;
			const problem = problemOf(notice.status);
			if (problem !== undefined) reject(problem);
			if (notice.status.state !== "live") return;
			stop();
			resolve();
		});
		client.start();
	});
}

function problemOf(status: ConnectionStatus): UserError | undefined {
	if (status.state === "waiting")
		return new UserError(status.problem, { exit: exitCode.unavailable });
	if (status.state === "closed")
		return new UserError(status.problem ?? "The connection is closed.", { exit: exitCode.refused });
	return undefined;
}

function toUserError(error: unknown): unknown {
	if (!(error instanceof RequestError)) return error;
	const code = /^no_such_/.test(error.code) ? exitCode.notFound : exitCode.refused;
	return new UserError(error.message, { exit: code, cause: error });
}
