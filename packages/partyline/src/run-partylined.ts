import { commands } from "./commands.ts";
import { crash } from "./crash.ts";
import { end } from "./end.ts";

/** Runs `partylined`; the process ends with it. */
export async function runProgram(): Promise<void> {
	try {
		const { runPartylined } = await import("@partyline/server/cli");
		const { argv, env } = process;
		process.exitCode = await runPartylined({ argv: argv.slice(2), env, commands: commands(env) });
		await end();
	} catch (error) {
		crash("partylined", error);
	}
}
