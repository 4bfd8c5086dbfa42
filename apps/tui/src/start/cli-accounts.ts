import { printServerUrl } from "@partyline/shared/text/server-url";
import type { Command } from "commander";
import { atTerminal } from "../sign-in/ask-at-terminal.ts";
import { type Followed, followInvitation } from "../sign-in/follow-invitation.ts";
import { readPasswordFile } from "../sign-in/password-file.ts";
import type { PasswordSource } from "../sign-in/passwords.ts";
import { serverName } from "../sign-in/refusal.ts";
import { saveServer } from "../sign-in/saved-servers.ts";
import { register, signIn } from "../sign-in/sign-in.ts";
import { signOut } from "../sign-in/sign-out.ts";
import {
	type Flags,
	isOnTerminal,
	printProblem,
	withPasswordFlag,
	withServerFlags,
} from "./cli-flags.ts";
import type { Start } from "./read-start.ts";
import { readServerUrl, type Settings } from "./settings.ts";
import { exitCode, UserError } from "./user-error.ts";

/** What a chat is opened with: a room by its name, the flags, and what to say first. */
export type Wanted = {
	readonly room: string | undefined;
	readonly flags: Flags;
	readonly greeting?: string;
};

/** What the commands need of the program they are part of. */
export type Surroundings = {
	readonly startWith: (flags: Flags) => Promise<Start>;
	readonly open: (wanted: Wanted) => Promise<void>;
};

/** Adds the commands by which one comes in and goes. `follow` is what `join` does. */
export function addAccountCommands(
	program: Command,
	{ startWith, open }: Surroundings,
): { readonly follow: (words: readonly string[], flags: Flags) => Promise<void> } {
	const follow = async (words: readonly string[], given: Flags) => {
		const flags = { ...program.opts<Flags>(), ...given };
		const { settings, room, greeting } = await join(startWith, words, flags);
		if (isOnTerminal()) await open({ room, greeting, flags: { ...flags, ...toFlags(settings) } });
	};
	withPasswordFlag(withServerFlags(program.command("join")))
		.description("follow an invitation: a name, a password, and you are in")
		.argument("[invitation...]", "the line you were given; without it, it is asked for")
		.action(async (words: readonly string[], flags: Flags) => await follow(words, flags));
	withPasswordFlag(withServerFlags(program.command("login")))
		.description("sign this device in by a password, which is asked for once")
		.argument("[server]", "its address, such as partyline://chat.example.org")
		.action(async (server: string | undefined, flags: Flags) => {
			const start = await startWith(withServer(flags, server));
			const { account } = await signIn(start, sourceOf(flags));
			keep(start, account);
			printProblem(`This device is signed in to ${serverName(start)} as ${account}.`);
		});
	withPasswordFlag(withServerFlags(program.command("register")))
		.description("make an account on a server that takes everybody in")
		.argument("[server]", "its address, such as partyline://chat.example.org")
		.action(async (server: string | undefined, flags: Flags) => {
			const start = await startWith(withServer(flags, server));
			const { account } = await register(start, sourceOf(flags));
			keep(start, account);
			printProblem(`You are in at ${serverName(start)} as ${account}.`);
		});
	withServerFlags(program.command("logout"))
		.description("sign this device out: its token is void, here and at the server")
		.argument("[server]", "its address")
		.action(async (server: string | undefined, flags: Flags) => {
			const start = await startWith(withServer(flags, server));
			await signOut(start);
			printProblem(`This device is signed out of ${serverName(start)} as ${start.as}.`);
		});
	return { follow };
}

function withServer(flags: Flags, server: string | undefined): Flags {
	return server === undefined ? flags : { ...flags, server };
}

async function join(
	startWith: Surroundings["startWith"],
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

/** The address in what was pasted, which may be the whole line, in quotation marks and with what a shell left of them. */
export function findUrl(text: string): string {
	const words = text.trim().split(/\s+/);
	const found = words.findLast((word) => word.includes("://")) ?? words.at(-1) ?? "";
	return found.replaceAll(/^['"`<(]+|['"`>).,;]+$/g, "");
}

function sourceOf(flags: Flags): PasswordSource {
	const fromFile =
		typeof flags.passwordFile === "string" ? readPasswordFile(flags.passwordFile) : undefined;
	return { questions: isOnTerminal() ? atTerminal() : undefined, fromFile };
}

function keep({ savedServersFile, host, port, scheme }: Settings, as: string): void {
	saveServer(savedServersFile, { host, port, scheme, as });
}

function toFlags({ as, host, port, scheme }: Settings): Flags {
	return { server: printServerUrl({ scheme, host, port }), as };
}
