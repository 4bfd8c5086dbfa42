#!/usr/bin/env node
import "./node-version.ts";
import { keepCompiled } from "./compile-cache.ts";
import { crash, keepReportsIn } from "./crash.ts";

process.on("uncaughtException", (error) => crash("partyline", error));
try {
	await keepCompiled();
	const { runPartyline } = await import("@partyline/tui/cli");
	const { launcher } = await import("./launcher.ts");
	const { end } = await import("./end.ts");
	const { argv, env } = process;
	const options = { argv: argv.slice(2), env, launcher: launcher(env), onStateDir: keepReportsIn };
	process.exitCode = await runPartyline(options);
	await end();
} catch (error) {
	crash("partyline", error);
}
