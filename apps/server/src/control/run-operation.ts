import { problemOf } from "@partyline/shared/protocol/problem";
import { ExitError, exitCode } from "../exit-code.ts";
import type { Operation, Operator } from "./operation.ts";
import { ticket } from "./operations/invites.ts";
import { operations } from "./operations.ts";
import { toExit, toSentence } from "./refusal.ts";

const byName: ReadonlyMap<string, Operation> = new Map(Object.entries(operations));

/** Does what is asked for, on a running server or a stopped one. Throws an `ExitError` that says why it was refused. */
export async function runOperation(
	operator: Operator,
	{ command, params }: { readonly command: string; readonly params?: unknown },
): Promise<readonly unknown[]> {
	const found = byName.get(command);
	if (found === undefined)
		throw new ExitError(
			`The daemon does not know ${command}: it is of another version; restart it.`,
			{ exit: exitCode.unavailable },
		);
	const parsed = found.params.safeParse(params);
	if (!parsed.success)
		throw new ExitError(toSentence(problemOf(parsed.error)), { exit: exitCode.usage });
	try {
		return await found.run(operator, parsed.data);
	} catch (error) {
		throw toExit(error);
	}
}

/** Whether what comes back leads to the server by its key. */
export function givesTicket(command: string): boolean {
	return byName.get(command)?.row === ticket;
}

/** Whether something may be the first that is done to a server. */
export function isFirst(command: string): boolean {
	return byName.get(command)?.isFirst === true;
}
