import { printServerUrl } from "@partyline/shared/text/server-url";
import type { Command } from "commander";
import { atTerminal } from "../sign-in/ask-at-terminal.ts";
import { followInvitation } from "../sign-in/follow-invitation.ts";
import { readPasswordFile } from "../sign-in/password-file.ts";
import type { PasswordSource } from "../sign-in/passwords.ts";
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

/** What a chat is opened with: a room by its name, and the flags. */
export type Wanted = { readonly room: string | undefined; readonly flags: Flags };

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
	const follow = async (words: readonly string[], flags: Flags) => {
		const { settings, room } = await join(startWith, words, flags);
		if (isOnTerminal()) await open({ room, flags: { ...flags, ...toFlags(settings) } });
	};
	withPasswordFlag(withServerFlags(program.command("join")))
		.description("follow an invitation: a name, a password, and you are in")
		.argument("<invitation...>", "the line you were given, such as partyline://host/CODE#KEY")
		.action(async (words: readonly string[], flags: Flags) => await follow(words, flags));
	withPasswordFlag(withServerFlags(program.command("login")))
		.description("sign this device in by a password, which is asked for once")
		.argument("[server]", "its address, such as partyline://chat.example.org")
		.action(async (server: string | undefined, flags: Flags) => {
			const start = await startWith({ ...flags, ...(server !== undefined && { server }) });
			const { account } = await signIn(start, sourceOf(flags));
			keep(start, account);
			printProblem(`This device is signed in as ${account}.`);
		});
	withPasswordFlag(withServerFlags(program.command("register")))
		.description("make an account on a server that takes everybody in")
		.argument("[server]", "its address, such as partyline://chat.example.org")
		.action(async (server: string | undefined, flags: Flags) => {
			const start = await startWith({ ...flags, ...(server !== undefined && { server }) });
			const { account } = await register(start, sourceOf(flags));
			keep(start, account);
			printProblem(`You are in as ${account}.`);
		});
	withServerFlags(program.command("logout"))
		.description("sign this device out: its token is void, here and at the server")
		.argument("[server]", "its address")
		.action(async (server: string | undefined, flags: Flags) => {
			const start = await startWith({ ...flags, ...(server !== undefined && { server }) });
			await signOut(start);
			printProblem(`This device is signed out of ${start.host} as ${start.as}.`);
		});
	return { follow };
}

async function join(startWith: Surroundings["startWith"], words: readonly string[], flags: Flags) {
	const url = readServerUrl(findUrl(words));
	if (url.invite === undefined)
		throw new UserError(
			"There is no invitation in this address; paste the whole line that you were given.",
			{ exit: exitCode.usage },
		);
	const { invite, ...address } = url;
	const settings = await startWith({ ...flags, server: printServerUrl(address) });
	const followed = await followInvitation({
		settings,
		invite,
		named: flags.as !== undefined,
		passwords: sourceOf(flags),
		tell: printProblem,
	});
	keep(followed.settings, followed.settings.as);
	return followed;
}

/** The address in what was pasted, which may be the whole line, in quotation marks and with what a shell left of them. */
function findUrl(words: readonly string[]): string {
	const all = words.join(" ").split(/\s+/);
	const found = all.findLast((word) => word.includes("://")) ?? all.at(-1) ?? "";
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

function toFlags({ as, ...address }: Settings): Flags {
	return { server: printServerUrl(address), as };
}
