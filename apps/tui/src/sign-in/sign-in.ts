import { isSignedIn, type Me, RequestError } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";
import { comeIn } from "./come-in.ts";
import { meet, toUserError } from "./meet.ts";
import { askNewPassword, askPassword, type PasswordSource } from "./passwords.ts";

const tries = 3;

/** Signs this device in by a password. Throws UserError. */
export async function signIn(settings: Settings, passwords: PasswordSource): Promise<Me> {
	await meet(settings, passwords.questions);
	for (let left = tries; ; left--) {
		const password = await askPassword(passwords, `${settings.as} at ${settings.host}`);
		try {
			return await comeIn(settings, { password });
		} catch (error) {
			const isWrong = error instanceof RequestError && error.code === "wrong_password";
			if (!isWrong || passwords.questions === undefined || left <= 1) throw toUserError(error);
			passwords.questions.tell(sanitizeLine(error.message));
		}
	}
}

/** Makes an account on a server that takes everybody in. Throws UserError. */
export async function register(settings: Settings, passwords: PasswordSource): Promise<Me> {
	const { server } = await meet(settings, passwords.questions);
	if (!server.auth.includes("register"))
		throw new UserError(
			`${settings.host} takes nobody in without an invitation; ask whoever runs it for one.`,
			{ exit: exitCode.refused },
		);
	const password = await askNewPassword(passwords, settings.as);
	try {
		return await comeIn(settings, { password, register: {} });
	} catch (error) {
		throw toUserError(error);
	}
}

/**
 * What is to be asked before a chat opens: whether an unknown server is the right one, and the password where there
 * is no token and no guest may come in. A server that cannot be reached is left to the chat, which tries again.
 */
export async function prepare(settings: Settings, passwords: PasswordSource): Promise<void> {
	if (isSignedIn(settings.stateDir, settings, settings.as)) return;
	try {
		const { server } = await meet(settings, passwords.questions);
		if (server.auth.includes("guest")) return;
	} catch (error) {
		if (error instanceof UserError && error.code === exitCode.unavailable) return;
		throw error;
	}
	await signIn(settings, passwords);
}
