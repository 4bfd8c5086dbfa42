import { limits } from "@partyline/shared/protocol/limits";
import { newPasswordProblem } from "@partyline/shared/text/new-password";
import { exitCode, UserError } from "../start/user-error.ts";
import type { Questions } from "./ask-at-terminal.ts";

/** Where passwords come from: the person, or a file that stands in for them. */
export type PasswordSource = {
	/** Undefined where nobody sits at a terminal. */
	readonly questions: Questions | undefined;
	readonly fromFile: string | undefined;
};

/** The password of an account that is there. Throws UserError where nobody can be asked. */
export async function askPassword(source: PasswordSource, whose: string): Promise<string> {
	if (source.fromFile !== undefined) return source.fromFile;
	return await questionsOf(source).askSecret(`Password of ${whose}`);
}

/** A password that is to be new, typed twice, and told at once when it is none. */
export async function askNewPassword(source: PasswordSource, account: string): Promise<string> {
	if (source.fromFile !== undefined) return checked(source.fromFile, account);
	const { askSecret, tell } = questionsOf(source);
	for (;;) {
		const password = await askSecret(
			`A password of at least ${limits.newPasswordChars} characters`,
		);
		const problem = newPasswordProblem(password, account);
		if (problem !== undefined) {
			tell(problem);
			continue;
		}
		if ((await askSecret("The same again")) === password) return password;
		tell("These were two different ones; once more.");
	}
}

function checked(password: string, account: string): string {
	const problem = newPasswordProblem(password, account);
	if (problem === undefined) return password;
	throw new UserError(problem, { exit: exitCode.data });
}

function questionsOf({ questions }: PasswordSource): Questions {
	if (questions !== undefined) return questions;
	throw new UserError(
		"There is no terminal to ask for the password on; join, login and register take --password-file FILE, or - for stdin.",
		{ exit: exitCode.usage },
	);
}
