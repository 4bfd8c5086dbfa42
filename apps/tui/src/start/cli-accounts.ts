import type { Command } from "commander";
import { type Flags, isOnTerminal, withPasswordFlag, withServerFlags } from "./cli-flags.ts";
import type { Start } from "./read-start.ts";

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
		const { join } = await import("./come-and-go.ts");
		const { settings, room, greeting } = await join(startWith, words, flags);
		if (!isOnTerminal()) return;
		const { printServerUrl } = await import("@partyline/shared/text/server-url");
		const { as, host, port, scheme } = settings;
		const server = printServerUrl({ scheme, host, port });
		await open({ room, greeting, flags: { ...flags, server, as } });
	};
	withPasswordFlag(withServerFlags(program.command("join")))
		.description("follow an invitation: a name, a password, and you are in")
		.argument("[invitation...]", "the line you were given; without it, it is asked for")
		.action(async (words: readonly string[], flags: Flags) => await follow(words, flags));
	withPasswordFlag(withServerFlags(program.command("login")))
		.description("sign this device in by a password, which is asked for once")
		.argument("[server]", "its address, such as partyline://chat.example.org")
		.action(async (server: string | undefined, flags: Flags) => {
			const { logIn } = await import("./come-and-go.ts");
			await logIn(await startWith(withServer(flags, server)), flags);
		});
	withPasswordFlag(withServerFlags(program.command("register")))
		.description("make an account on a server that takes everybody in")
		.argument("[server]", "its address, such as partyline://chat.example.org")
		.action(async (server: string | undefined, flags: Flags) => {
			const { makeAccount } = await import("./come-and-go.ts");
			await makeAccount(await startWith(withServer(flags, server)), flags);
		});
	withServerFlags(program.command("logout"))
		.description("sign this device out: its token is void, here and at the server")
		.argument("[server]", "its address")
		.action(async (server: string | undefined, flags: Flags) => {
			const { logOut } = await import("./come-and-go.ts");
			await logOut(await startWith(withServer(flags, server)));
		});
	return { follow };
}

function withServer(flags: Flags, server: string | undefined): Flags {
	return server === undefined ? flags : { ...flags, server };
}
