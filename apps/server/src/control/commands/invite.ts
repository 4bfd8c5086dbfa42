import type { Command } from "commander";
import { momentText } from "../../hub/order/words.ts";
import { printLine, printTable } from "../../print.ts";
import { actAlone } from "../../unknown-command.ts";
import type { RowOf } from "../operations.ts";
import { perform } from "../perform.ts";
import { toRole } from "./account.ts";
import { type LinkFlags, printTicket, withLink } from "./ticket.ts";
import { doAndTell, numberFlag, type Surroundings, type UsualFlags, withUsual } from "./usual.ts";

type MakeFlags = LinkFlags & {
	readonly uses: number;
	readonly room?: string;
	readonly role: string;
};

/** Adds `invite`, `invite list` and `invite revoke`. */
export function addInviteCommands(program: Command, { configOf }: Surroundings): void {
	const invite = withUsual(program.command("invite"))
		.description("print a line that lets somebody in, to be pasted into their terminal")
		.option("--uses <number>", "how many people may follow it", numberFlag("--uses", 100_000), 1)
		.option("--room <room>", "a room that it brings into, such as '#team'")
		.option("--role <role>", "member, admin or owner", "member")
		.addHelpText(
			"after",
			"\nWhoever has the line gets in. While nobody owns the server, the first who follows one does.",
		);
	withLink(invite);
	withUsual(invite.command("list"))
		.description("list invitations and one-time links, without their codes, which nobody keeps")
		.action(async (flags: UsualFlags, command: Command) => {
			const doing = { command: "invite.list", params: {}, tell: tellInvites } as const;
			await doAndTell(configOf(command), flags, doing);
		});
	withUsual(invite.command("revoke"))
		.description("make an invitation void; whoever followed it already stays")
		.argument("<id>", "its number in the list", numberFlag("ID", 999_999_999))
		.action(async (id: number, flags: UsualFlags, command: Command) => {
			await doAndTell(configOf(command), flags, {
				command: "invite.revoke",
				params: { id },
				tell: () => printLine(`Invitation ${id} is void.`),
			});
		});
	actAlone(invite, async () => {
		const flags: MakeFlags = invite.opts();
		const { uses, expires, room, role } = flags;
		const wanted = { uses, expiresInMs: expires, role: toRole(role) };
		const params = { ...wanted, ...(room !== undefined && { room }) };
		const [ticket] = await perform(configOf(invite), "invite.create", params);
		if (ticket !== undefined) printTicket(ticket, flags);
	});
}

function tellInvites(invites: RowOf<"invite.list">[]): void {
	const rows = invites.map(({ id, state, role, uses, used, expiresAt, ...invite }) => [
		`${id}`,
		state,
		invite.account === undefined ? `account as ${role}` : `password of ${invite.account}`,
		`${used} of ${uses}`,
		momentText(expiresAt),
		invite.title ?? invite.room ?? "",
		invite.by,
	]);
	printTable(
		["ID", "STATE", "FOR", "USED", "ENDS", "ROOM", "BY"],
		rows,
		"There are no invitations.",
	);
}
