import { printServerUrl } from "@partyline/shared/text/server-url";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";

/** Why a server will not have us: the sentence, and the name to decide by. */
export type Refusal = { readonly problem?: string | undefined; readonly code?: string | undefined };

/** Outside the window: what somebody is told whom a server will not have, and what they can do about it. */
export function refusalOf({ problem, code = "" }: Refusal, settings: Settings): UserError {
	const sentence = problem ?? "The connection is closed.";
	if (code === "changed_key") return new UserError(sentence, { exit: exitCode.protocol });
	const exit = exitCode.refused;
	if (code === "password_required")
		return new UserError(
			`${serverName(settings)} wants the password of ${settings.as}; sign in with: ${signInCommand(settings)}`,
			{ exit },
		);
	if (isSignedOut(code))
		return new UserError(`${sentence} Sign in with: ${signInCommand(settings)}`, { exit });
	return new UserError(sentence, { exit });
}

/** Whether a refusal says that this device had a token, and has none any more. */
export function isSignedOut(code: string | undefined): boolean {
	return code === "token_invalid" || code === "device_ended";
}

/** The server as people call it. */
export function serverName({ host, port }: Pick<Settings, "host" | "port">): string {
	return printServerUrl({ scheme: "bare", host, port });
}

function signInCommand({ host, port, scheme, as }: Settings): string {
	return `partyline login ${printServerUrl({ scheme, host, port })} --as ${as}`;
}
