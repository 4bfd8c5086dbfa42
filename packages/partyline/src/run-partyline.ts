import { keepCompiled } from "./compile-cache.ts";
import { crash, keepReportsIn } from "./crash.ts";
import { end } from "./end.ts";

/** Runs `partyline`; the process ends with it. */
export async function runProgram(): Promise<void> {
	process.on("uncaughtException", (error) => crash("partyline", error));
	try {
		// Before what is large is loaded.
		keepCompiled();
		const { runPartyline } = await import("@partyline/tui/cli");
		const { argv, env } = process;
		const launcher = async () => (await import("./launcher.ts")).launcher(env);
		const options = { argv: argv.slice(2), env, launcher, onStateDir: keepReportsIn };
		process.exitCode = await runPartyline(options);
		await end();
	} catch (error) {
		crash("partyline", error);
	}
}
