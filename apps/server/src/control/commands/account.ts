import type { Command } from "commander";
import { momentText } from "../../hub/order/words.ts";
import { printLine, printTable } from "../../print.ts";
import type { OperationName, ParamsOf, RowOf } from "../operations.ts";
import { readPassword } from "../password-input.ts";
import { perform } from "../perform.ts";
import { type LinkFlags, printTicket, withLink } from "./ticket.ts";
import {
	doAndTell,
	reasonFlag,
	type Surroundings,
	type UsualFlags,
	usage,
	withUsual,
} from "./usual.ts";

type Account = RowOf<"account.list">;
type AddFlags = LinkFlags & { readonly role: string; readonly passwordFile?: string };
type WhyFlags = UsualFlags & { readonly reason?: string };

const who = ["<name>", "the account"] as const;

/** Adds `account` and what is done to accounts. */
export function addAccountCommands(program: Command, surroundings: Surroundings): void {
	const group = program
		.command("account")
		.description("list accounts, make them, shut them, and help those who forgot their password");
	const { configOf } = surroundings;
	withUsual(group.command("list"))
		.description("list who has an account")
		.action(async (flags: UsualFlags, command: Command) => {
			const doing = { command: "account.list", params: {}, tell: tellAccounts } as const;
			await doAndTell(configOf(command), flags, doing);
		});
	addMaking(group, surroundings);
	addState(group, surroundings);
	addRole(group, surroundings);
}

function addRole(group: Command, { configOf }: Surroundings): void {
	const command = withUsual(group.command("role"))
		.description("give somebody another role on the server")
		.argument(...who)
		.argument("<role>", "member, admin or owner");
	command.action(async (account: string, typed: string, flags: UsualFlags) => {
		const role = toRole(typed);
		await doAndTell(configOf(command), flags, {
			command: "account.role",
			params: { account, role },
			tell: () => printLine(`${account} is ${articleOf(role)} ${role} now.`),
		});
	});
}

function articleOf(role: Account["role"]): string {
	return role === "member" ? "a" : "an";
}

function addMaking(group: Command, { configOf }: Surroundings): void {
	withLink(withUsual(group.command("add")))
		.description("make an account, and print a link by which its owner sets the password")
		.argument("<name>", "what it is called")
		.option("--role <role>", "member, admin or owner", "member")
		.option(
			"--password-file <file>",
			"set the password that is in the file, - for stdin, and print no link",
		)
		.addHelpText(
			"after",
			"\nA password is never given as an argument, which others could see. On a terminal, -\nasks for it and shows nothing.",
		)
		.action(async (account: string, flags: AddFlags, command: Command) => {
			const config = configOf(command);
			const { passwordFile: file, expires, json } = flags;
			const password = file === undefined ? undefined : await readPassword(file);
			const params = { account, role: toRole(flags.role), ...(password && { password }) };
			const tell = () => printLine(`${account} has an account.`);
			if (password !== undefined)
				return await doAndTell(config, flags, { command: "account.add", params, tell });
			await perform(config, "account.add", params);
			const [ticket] = await perform(config, "account.reset", { account, expiresInMs: expires });
			if (ticket !== undefined) printTicket(ticket, { ...flags, ...(json && { json }) });
		});
	withLink(withUsual(group.command("reset")))
		.description("print a link by which somebody sets another password")
		.argument(...who)
		.option("--reason <text>", "why; kept in the audit", reasonFlag)
		.addHelpText(
			"after",
			"\nUntil it is followed the old password stays; then the devices are signed out.",
		)
		.action(async (account: string, flags: LinkFlags & WhyFlags, command: Command) => {
			const params = { account, expiresInMs: flags.expires, ...why(flags) };
			const [ticket] = await perform(configOf(command), "account.reset", params);
			if (ticket !== undefined) printTicket(ticket, flags);
		});
}

function addState(group: Command, { configOf }: Surroundings): void {
	const add = <N extends "account.disable" | "account.enable">(name: string, done: string, of: N) =>
		withUsual(group.command(name))
			.argument(...who)
			.option("--reason <text>", "why; kept in the audit", reasonFlag)
			.action(async (account: string, flags: WhyFlags, command: Command) => {
				const params: ParamsOf<"account.disable"> = { account, ...why(flags) };
				const tell = () => printLine(`${account} ${done}.`);
				await doAndTell<OperationName>(configOf(command), flags, { command: of, params, tell });
			});
	add("disable", "is disabled", "account.disable").description(
		"shut an account: it is signed out everywhere, and nobody comes in by it",
	);
	add("enable", "may come in again", "account.enable").description("open an account that was shut");
	withUsual(group.command("delete"))
		.description("delete an account for good; its name is not given to anybody else")
		.argument(...who)
		.option("--messages <what>", "keep what it said, or redact it: take the texts away")
		.option("--reason <text>", "why; kept in the audit", reasonFlag)
		.action(async (account: string, flags: WhyFlags & { messages?: string }, command: Command) => {
			const { messages } = flags;
			if (messages !== "keep" && messages !== "redact")
				throw usage(
					"What becomes of what it said? Add --messages keep, or --messages redact to take the texts away.",
				);
			await doAndTell(configOf(command), flags, {
				command: "account.delete",
				params: { account, messages, ...why(flags) },
				tell: () => printLine(`${account} is deleted.`),
			});
		});
}

/** A role as it is typed. */
export function toRole(text: string): Account["role"] {
	if (text === "member" || text === "admin" || text === "owner") return text;
	throw usage("A role is member, admin or owner.");
}

function why({ reason }: WhyFlags): { reason?: string } {
	return reason === undefined ? {} : { reason };
}

function tellAccounts(accounts: Account[]): void {
	const rows = accounts.map(({ account, name, role, state, presence, devices, seenAt }) => [
		account,
		name === account ? "" : name,
		role,
		state === "active" ? presence : state,
		`${devices}`,
		// That is known of devices only, and they go when they are signed out.
		seenAt === undefined ? "" : momentText(seenAt),
	]);
	printTable(
		["ACCOUNT", "SHOWN AS", "ROLE", "STATE", "DEVICES", "CAME LAST"],
		rows,
		"Nobody has an account yet: see partylined invite.",
	);
}
