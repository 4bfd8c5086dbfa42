import type { Command } from "commander";
import { momentText } from "../../hub/order/words.ts";
import { printLine, printTable } from "../../print.ts";
import type { RowOf } from "../operations.ts";
import {
	doAndTell,
	durationFlag,
	reasonFlag,
	type Surroundings,
	type UsualFlags,
	withUsual,
} from "./usual.ts";

type AddFlags = UsualFlags & { readonly for?: number; readonly reason?: string };

/** Adds `ban list`, `ban add` and `ban remove`. */
export function addBanCommands(program: Command, { configOf }: Surroundings): void {
	const ban = program
		.command("ban")
		.description("shut accounts and ranges of addresses out of the whole server");
	withUsual(ban.command("list"))
		.description("list the bans that hold")
		.action(async (flags: UsualFlags, command: Command) => {
			await doAndTell(configOf(command), flags, {
				command: "ban.list",
				params: {},
				tell: tellBans,
			});
		});
	withUsual(ban.command("add"))
		.description("suspend an account, or shut out a range of addresses; who is in is out at once")
		.argument("<who>", "the account, or addresses such as 203.0.113.7 or 203.0.113.0/24")
		.option(
			"--for <duration>",
			"how long, such as 1h30m or 7d (default: until it is removed)",
			durationFlag("--for"),
		)
		.option("--reason <text>", "why; they are told", reasonFlag)
		.action(async (who: string, flags: AddFlags, command: Command) => {
			const { for: forMs, reason } = flags;
			const terms = { ...(forMs && { forMs }), ...(reason && { reason }) };
			await doAndTell(configOf(command), flags, {
				command: "ban.add",
				params: { who, ...terms },
				tell: (rows) => printLine(`${targetOf(rows[0], who)} is banned${untilOf(rows[0])}.`),
			});
		});
	withUsual(ban.command("remove"))
		.description("let them in again")
		.argument("<who>", "the account or the addresses, as listed")
		.action(async (who: string, flags: UsualFlags, command: Command) => {
			await doAndTell(configOf(command), flags, {
				command: "ban.remove",
				params: { who },
				tell: ([row]) => printLine(`${row?.removed ?? who} may come in again.`),
			});
		});
}

type Ban = RowOf<"ban.list">;

function targetOf(ban: Ban | undefined, given: string): string {
	return ban?.account ?? ban?.network ?? given;
}

function untilOf(ban: Ban | undefined): string {
	return ban?.until === undefined ? "" : ` until ${momentText(ban.until)}`;
}

function tellBans(bans: Ban[]): void {
	const rows = bans.map((ban) => [
		targetOf(ban, ""),
		ban.until === undefined ? "it is removed" : momentText(ban.until),
		momentText(ban.at),
		ban.by,
		ban.reason ?? "",
	]);
	printTable(["WHO", "UNTIL", "SINCE", "BY", "WHY"], rows, "Nobody is banned.");
}
