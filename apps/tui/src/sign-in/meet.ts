import {
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
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";
import { version } from "../start/version.ts";
import type { Questions } from "./ask-at-terminal.ts";

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
	tell(`${address.host} port ${address.port} is not known here yet. Its key is`);
	tell(`  ${fingerprint}`);
	tell(
		"Whoever runs it sees the same when it starts. If it is another, somebody stands in between.",
	);
	const pin = parseFingerprint(fingerprint);
	for (;;) {
		const answer = (await ask("Is it the right one? (yes, no, or paste the key)")).toLowerCase();
		if (pin !== undefined && (answer === "yes" || answer === fingerprint.toLowerCase()))
			return knownServers.put(address, pin);
		if (answer === "no" || answer.startsWith("sha256:"))
			throw new UserError("That is not the right key, so nothing was sent.", {
				exit: exitCode.protocol,
			});
		tell("Please answer yes or no.");
	}
}

/** What is wrong with a server that was met, with the exit code for it. */
export function toUserError(error: unknown): Error {
	if (error instanceof UserError || !(error instanceof Error)) return asError(error);
	const sentence = sanitizeLine(error.message);
	if (isTrustError(error)) {
		const exit = error instanceof ChangedKeyError ? exitCode.protocol : exitCode.refused;
		return new UserError(sentence, { exit, cause: error });
	}
	if (error instanceof RequestError)
		return new UserError(sentence, { exit: exitCode.refused, cause: error });
	if (error instanceof ConnectionError)
		return new UserError(sentence, { exit: exitCode.unavailable, cause: error });
	return error;
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
