import type { Command } from "commander";
import { type Flags, withServerFlags } from "./cli-flags.ts";
import type { Start } from "./read-start.ts";

type StartWith = (flags: Flags) => Promise<Start>;

/** Adds `partyline servers`, and what can be said of a server's key. */
export function addServersCommand(program: Command, startWith: StartWith): void {
	const servers = withServerFlags(program.command("servers"))
		.description("list the servers that are known here, with their keys and who you are there")
		.option("--json", "one JSON object a server")
		.action(async (flags: Flags) => {
			const { list } = await import("./known-here.ts");
			list(await startWith(flags), flags.json === true);
		});
	servers
		.command("accept")
		.description("take a key for that of a server from now on, instead of the one that is known")
		.argument("<server>", "its address, HOST or HOST:PORT")
		.argument("<key>", "as the server shows it when it starts: SHA256:…")
		.action(async (server: string, key: string) => {
			const { accept } = await import("./known-here.ts");
			accept(await startWith(servers.opts()), server, key);
		});
	servers
		.command("forget")
		.description("forget a server's key, and open it no more by itself")
		.argument("<server>", "its address, HOST or HOST:PORT")
		.action(async (server: string) => {
			const { forget } = await import("./known-here.ts");
			forget(await startWith(servers.opts()), server);
		});
}
