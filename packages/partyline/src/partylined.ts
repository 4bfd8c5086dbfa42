#!/usr/bin/env node
import "./node-version.ts";
import { commands } from "./commands.ts";
import { crash } from "./crash.ts";

try {
	const { runPartylined } = await import("@partyline/server/cli");
	const { end } = await import("./end.ts");
	const { argv, env } = process;
	process.exitCode = await runPartylined({ argv: argv.slice(2), env, commands: commands(env) });
	await end();
} catch (error) {
	crash("partylined", error);
}
