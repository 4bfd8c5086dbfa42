import { openKeysTest } from "../desk/keys-test.ts";
import { openedHelp } from "../state/help.ts";
import type { SlashCommand } from "./slash-command.ts";

/** Shows what the keys do, and what the terminal really sends for them. */
export const keysCommand: SlashCommand = {
	name: "keys",
	aliases: [],
	usage: "/keys [test]",
	help: "what is bound to which key; test shows what your terminal sends",
	args: [{ name: "[test]", help: "press keys, and see what comes", completes: ["test"] }],
	run: (desk, argument) => {
		if (argument === "test") openKeysTest(desk);
		else desk.toggle(openedHelp(argument));
	},
};
