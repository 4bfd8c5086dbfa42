import {
	type Address,
	ChangedKeyError,
	ConnectionError,
	type Greeting,
	isTrustError,
	knock,
	RequestError,
	UnknownServerError,
} from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { parseFingerprint } from "@partyline/shared/text/server-url";
import { keeping } from "../start/keeping.ts";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";
import { version } from "../start/version.ts";
import type { Questions } from "./ask-at-terminal.ts";
import { serverName } from "./refusal.ts";

/**
 * Meets a server before anything of ours is told to it: one whose key is not known is asked about, as ssh does.
 * Without `questions` there is nobody to ask. Throws UserError.
 */
export async function meet(
	settings: Settings,
	questions: Questions | undefined,
	invite?: string,
): Promise<Greeting> {
	const wanted = { ...settings, clientName: "partyline", clientVersion: version };
	try {
		return await knock({ ...wanted, ...(invite !== undefined && { invite }) });
	} catch (error) {
		if (!(error instanceof UnknownServerError) || questions === undefined) throw toUserError(error);
		await askWhetherKnown(settings, error, questions);
		return await meet(settings, questions, invite);
	}
}

async function askWhetherKnown(
	{ knownServers }: Settings,
	{ address, fingerprint }: UnknownServerError,
	{ ask, tell }: Questions,
): Promise<void> {
	const pin = parseFingerprint(fingerprint);
	if (pin === undefined) throw new Error("the fingerprint of a key is none");
	for (const line of keyLines(address, fingerprint)) tell(line);
	for (;;) {
		const answer = await ask("Is it right? (yes, no, or the key)");
		if (/^yes$/i.test(answer) || answer === fingerprint)
			return keeping(() => knownServers.put(address, pin));
		if (/^(?:no?|sha256:.*)$/i.test(answer))
			throw new UserError("That is not the right key, so nothing was sent.", {
				exit: exitCode.refused,
			});
		tell("Please answer yes or no.");
	}
}

/** What there is to know before one says whose key it is; on a narrow terminal too. */
function keyLines(address: Address, fingerprint: string): readonly string[] {
	return [
		`${serverName(address)} is not known here yet.`,
		"Its key is",
		fingerprint,
		"Whoever runs it sees the same at start;",
		"if not, somebody stands in between.",
	];
}

/** What is wrong with a server that was met, with the exit code for it. */
export function toUserError(error: unknown): unknown {
	const exit = exitOf(error);
	if (exit === undefined || !(error instanceof Error)) return error;
	return new UserError(sanitizeLine(error.message), { exit, cause: error });
}

function exitOf(error: unknown): number | undefined {
	if (error instanceof ChangedKeyError) return exitCode.protocol;
	if (isTrustError(error)) return exitCode.refused;
	if (error instanceof RequestError)
		return error.code === "changed_key" ? exitCode.protocol : exitCode.refused;
	return error instanceof ConnectionError ? exitCode.unavailable : undefined;
}
