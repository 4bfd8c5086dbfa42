import { printServerUrl } from "@partyline/shared/text/server-url";
import { atTerminal } from "../sign-in/ask-at-terminal.ts";
import { type Followed, followInvitation } from "../sign-in/follow-invitation.ts";
import { readPasswordFile } from "../sign-in/password-file.ts";
import type { PasswordSource } from "../sign-in/passwords.ts";
import { serverName } from "../sign-in/refusal.ts";
import { saveServer } from "../sign-in/saved-servers.ts";
import { register, signIn } from "../sign-in/sign-in.ts";
import { signOut } from "../sign-in/sign-out.ts";
import { findUrl, readServerUrl } from "./arguments.ts";
import { type Flags, isOnTerminal, printProblem } from "./cli-flags.ts";
import type { Start } from "./read-start.ts";
import type { Settings } from "./settings.ts";
import { exitCode, UserError } from "./user-error.ts";

type StartWith = (flags: Flags) => Promise<Start>;

/** `partyline login` */
export async function logIn(start: Start, flags: Flags): Promise<void> {
	const { account } = await signIn(start, sourceOf(flags));
	keep(start, account);
	printProblem(`This device is signed in to ${serverName(start)} as ${account}.`);
}

/** `partyline register` */
export async function makeAccount(start: Start, flags: Flags): Promise<void> {
	const { account } = await register(start, sourceOf(flags));
	keep(start, account);
	printProblem(`You are in at ${serverName(start)} as ${account}.`);
}

/** `partyline logout` */
export async function logOut(start: Start): Promise<void> {
	await signOut(start);
	printProblem(`This device is signed out of ${serverName(start)} as ${start.as}.`);
}

/** `partyline join`, before a chat opens. */
export async function join(
	startWith: StartWith,
	words: readonly string[],
	flags: Flags,
): Promise<Followed> {
	const passwords = sourceOf(flags);
	const { invite, ...address } = readServerUrl(findUrl(await pasted(words, passwords)));
	if (invite === undefined)
		throw new UserError(
			"There is no invitation in this address; paste the whole line that you were given.",
			{ exit: exitCode.usage },
		);
	// Everybody on this machine can read what a program was called with, and some codes let more people in than one.
	process.title = "partyline";
	const followed = await followInvitation({
		settings: await startWith({ ...flags, server: printServerUrl(address) }),
		invite,
		named: flags.as !== undefined,
		passwords,
		tell: passwords.questions?.tell ?? printProblem,
	});
	keep(followed.settings, followed.settings.as);
	return followed;
}

async function pasted(words: readonly string[], { questions }: PasswordSource): Promise<string> {
	if (words.length > 0) return words.join(" ");
	if (questions !== undefined) return await questions.ask("The line you were given");
	throw new UserError("Give the line that you were given: partyline join partyline://…", {
		exit: exitCode.usage,
	});
}

function sourceOf(flags: Flags): PasswordSource {
	const fromFile =
		typeof flags.passwordFile === "string" ? readPasswordFile(flags.passwordFile) : undefined;
	return { questions: isOnTerminal() ? atTerminal() : undefined, fromFile };
}

function keep({ savedServersFile, host, port, scheme }: Settings, as: string): void {
	saveServer(savedServersFile, { host, port, scheme, as });
}
