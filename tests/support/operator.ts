import { join } from "node:path";
import { askDaemon } from "../../apps/server/src/control/ask-daemon.ts";
import {
	type OperationName,
	operations,
	type ParamsOf,
	type RowOf,
} from "../../apps/server/src/control/operations.ts";

/** Asks a running daemon for something as its operator; resolves with the first row of the answer. */
export async function operate<N extends OperationName>(
	{ dataDir }: { readonly dataDir: string },
	command: N,
	params: ParamsOf<N>,
): Promise<RowOf<N>> {
	const rows = await askDaemon(join(dataDir, "control.sock"), { command, params });
	// The parsing boundary: the compiler cannot see that the schema of N yields the row of N.
	return operations[command].row.parse(rows?.[0]) as RowOf<N>;
}

/** The code of an invitation that the operator of a daemon makes. */
export async function inviteCode(
	server: { readonly dataDir: string },
	wanted: Partial<ParamsOf<"invite.create">> = {},
): Promise<string> {
	const usual = { uses: 1, expiresInMs: 3_600_000, role: "member" } as const;
	return (await operate(server, "invite.create", { ...usual, ...wanted })).code;
}
