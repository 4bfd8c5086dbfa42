import type { Command } from "commander";
import { addAccountCommands } from "./commands/account.ts";
import { addAuditCommands } from "./commands/audit.ts";
import { addBanCommands } from "./commands/ban.ts";
import { addInviteCommands } from "./commands/invite.ts";
import { addRoomCommands } from "./commands/room.ts";
import type { Surroundings } from "./commands/usual.ts";

/** Adds the commands by which an operator lets people in and keeps order, on a server that runs or not. */
export function addControlCommands(program: Command, surroundings: Surroundings): void {
	addInviteCommands(program, surroundings);
	addAccountCommands(program, surroundings);
	addRoomCommands(program, surroundings);
	addBanCommands(program, surroundings);
	addAuditCommands(program, surroundings);
}
