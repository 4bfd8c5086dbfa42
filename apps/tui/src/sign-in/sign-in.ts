import { addressKey, isSignedIn, type Me, RequestError } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { keeping } from "../start/keeping.ts";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";
import { comeIn } from "./come-in.ts";
import { meet, toUserError } from "./meet.ts";
import { askNewPassword, askPassword, type PasswordSource } from "./passwords.ts";
import { refusalOf, serverName } from "./refusal.ts";
import { readSavedServers } from "./saved-servers.ts";

const tries = 3;

/** Signs this device in by a password. Throws UserError. */
export async function signIn(settings: Settings, passwords: PasswordSource): Promise<Me> {
	await meet(settings, passwords.questions);
	return await signInByPassword(settings, passwords);
}

async function signInByPassword(settings: Settings, passwords: PasswordSource): Promise<Me> {
	const { questions, fromFile } = passwords;
	for (let left = tries; ; left--) {
		const password = await askPassword(passwords, `${settings.as} at ${serverName(settings)}`);
		try {
			return await comeIn(settings, { password }, questions?.tell);
		} catch (error) {
			const isWrong = error instanceof RequestError && error.code === "wrong_password";
			if (!isWrong || questions === undefined || fromFile !== undefined || left <= 1)
				throw toUserError(error);
			questions.tell(sanitizeLine(error.message));
		}
	}
}

/** Makes an account on a server that takes everybody in. Throws UserError. */
export async function register(settings: Settings, passwords: PasswordSource): Promise<Me> {
	const { server } = await meet(settings, passwords.questions);
	if (!server.auth.includes("register"))
		throw new UserError(
			`${serverName(settings)} takes nobody in without an invitation; ask whoever runs it for one.`,
			{ exit: exitCode.refused },
		);
	const password = await askNewPassword(passwords, settings.as);
	try {
		return await comeIn(settings, { password, register: {} }, passwords.questions?.tell);
	} catch (error) {
		throw toUserError(error);
	}
}

/**
 * What is to be asked before a chat opens: whether an unknown server is the right one, and the password where there
 * is no token and nobody comes in without. A server that cannot be reached is left to the chat, which tries again.
 */
export async function prepare(settings: Settings, passwords: PasswordSource): Promise<void> {
	if (keeping(() => isSignedIn(settings.stateDir, settings, settings.as))) return;
	try {
		const { server } = await meet(settings, passwords.questions);
		if (server.auth.includes("guest") && !isAccount(settings)) return;
	} catch (error) {
		if (error instanceof UserError && error.code === exitCode.unavailable) return;
		throw error;
	}
	if (passwords.questions === undefined) throw refusalOf({ code: "password_required" }, settings);
	await signInByPassword(settings, passwords);
}

/** Whether the name is known to be that of an account, though this device is signed out of it. */
function isAccount({ savedServersFile, as, ...address }: Settings): boolean {
	const key = addressKey(address);
	return readSavedServers(savedServersFile).some(
		(saved) => saved.as === as && addressKey(saved) === key,
	);
}
