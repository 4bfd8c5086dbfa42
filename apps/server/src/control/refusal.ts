import { type ErrorCode, WireError } from "@partyline/shared/protocol/errors";
import { ExitError, exitCode } from "../exit-code.ts";

/** What a refusal of the hub means to whoever called a program; any other is of the rules. */
const exits: Partial<Record<ErrorCode, number>> = {
	invalid_params: exitCode.usage,
	weak_password: exitCode.usage,
	no_such_account: exitCode.notFound,
	no_such_room: exitCode.notFound,
	no_such_act: exitCode.notFound,
	no_such_device: exitCode.notFound,
	invite_invalid: exitCode.notFound,
	unknown_seq: exitCode.notFound,
	rate_limited: exitCode.tempFail,
	storage_unavailable: exitCode.tempFail,
};

/** A refusal of the hub as the command line tells it; what is our own mistake stays what it is. */
export function toExit(error: unknown): unknown {
	if (!(error instanceof WireError)) return error;
	const message = error.code === "invalid_params" ? toSentence(error.message) : error.message;
	return new ExitError(message, {
		exit: exits[error.code] ?? exitCode.noPermission,
		cause: error,
	});
}

/** What is wrong with a parameter, without the name that it has on the wire. */
export function toSentence(problem: string): string {
	const clause = problem.replace(/^[\w.]+: /, "").replace(/\.$/, "");
	return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
