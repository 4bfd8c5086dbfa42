import { nameKey } from "@partyline/shared/text/names";
import type { Desk } from "../desk/desk.ts";
import { openIfFree } from "../desk/open-if-free.ts";
import { placeOf, roomIn, type ServerId, serverOf } from "../state/place.ts";
import type { State } from "../state/state.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const messageCommand: SlashCommand = {
	name: "msg",
	aliases: ["dm", "query"],
	usage: "/msg NAME [text]",
	help: "talk to one person",
	args: [
		{ name: "NAME", help: "who to talk to", completes: "person" },
		{ name: "[text]", help: "what to say; without it, the conversation opens" },
	],
	run: message,
};
const actCommand: SlashCommand = {
	name: "me",
	aliases: [],
	usage: "/me waves",
	help: "say what you do",
	args: [{ name: "TEXT", help: "what you do; your name stands before it" }],
	run: act,
};
const nickCommand: SlashCommand = {
	name: "nick",
	aliases: [],
	usage: "/nick NAME",
	help: "be shown by another name; your account stays",
	args: [{ name: "NAME", help: "how you want to be shown" }],
	run: nick,
};

/** Commands about people, oneself among them. */
export const peopleCommands: readonly SlashCommand[] = [messageCommand, actCommand, nickCommand];

async function message(desk: Desk, argument: string): Promise<void> {
	const [, who = "", text = ""] = /^(\S*)\s*(.*)$/s.exec(argument) ?? [];
	if (who === "") throw new UsageError(messageCommand);
	const server = serverOf(desk.state().current);
	const account = accountOf(desk.state(), server, who.replace(/^@/, ""));
	const client = desk.client();
	const asked = desk.state();
	const { room } = await client.openDirect(account);
	openIfFree(desk, asked, placeOf(server, room));
	if (text !== "") client.post(room, text);
}

/** The account of somebody named as they are shown on that server. */
function accountOf(state: State, server: ServerId, name: string): string {
	for (const [place, members] of state.members)
		if (serverOf(place) === server)
			for (const person of members.values())
				if (nameKey(person.name) === nameKey(name)) return person.account;
	return name;
}

function act({ client, state }: Desk, argument: string): void {
	if (argument === "") throw new UsageError(actCommand);
	client().post(roomIn(state().current), argument, { action: true });
}

async function nick({ client, tell }: Desk, argument: string): Promise<void> {
	if (argument === "") throw new UsageError(nickCommand);
	await client().nick(argument);
	tell(`You are shown as ${argument} now.`);
}
