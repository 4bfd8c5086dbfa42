import { Command } from "commander";

/** Gives a command that has commands of its own something to do without one; what it does not know is refused. */
export function actAlone(command: Command, action: () => Promise<void>): void {
	command
		.allowExcessArguments()
		.allowUnknownOption()
		.action(async () => {
			if (command.args.length > 0) refuseUnknown(command);
			await action();
		});
}

/** A command with nothing to do names the nearest of its commands, where one that has counts arguments. */
function refuseUnknown(command: Command): void {
	const group = new Command(command.name()).copyInheritedSettings(command);
	group.allowExcessArguments(false);
	for (const option of command.options) group.addOption(option);
	for (const each of command.commands) group.command(each.name());
	group.parse(command.args, { from: "user" });
}
