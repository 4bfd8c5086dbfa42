import type { Desk } from "../desk/desk.ts";
import { openIfFree } from "../desk/open-if-free.ts";
import { placeOf, roomIn, serverOf } from "../state/place.ts";
import { accountNamed, isKnown } from "./named.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const messageCommand: SlashCommand = {
	name: "msg",
	aliases: ["dm", "query"],
	usage: "/msg @who... [text]",
	help: "talk to one person, or to a few: each with an @",
	args: [
		{ name: "@who...", help: "who to talk to", completes: "person", repeats: true },
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
	// Of several people each has the sign of one; of one it need not be typed.
	const [, who = "", text = ""] = /^((?:@\S+(?:\s+|$)){2,}|\S*)\s*(.*)$/s.exec(argument) ?? [];
	if (who === "") throw new UsageError(messageCommand);
	const server = serverOf(desk.state().current);
	const names = who.trim().split(/\s+/);
	const accounts = names.map((name) => accountNamed(desk.state(), server, name));
	const last = accountNamed(desk.state(), server, text.trim());
	if (isKnown(desk.state(), server, last) && !accounts.includes(last))
		throw new Error(unclearText(names, text.trim()));
	const client = desk.client();
	const asked = desk.state();
	const { room } = await client.openDirect(...accounts);
	openIfFree(desk, asked, placeOf(server, room));
	if (text !== "") client.post(room, text);
}

/** A name alone behind a name: nobody should read what was meant to bring them in. */
function unclearText(names: readonly string[], last: string): string {
	const signed = [...names, last].map((name) => `@${name.replace(/^@/, "")}`);
	const [to, all] = [signed.slice(0, -1), signed].map((some) => `/msg ${some.join(" ")}`);
	return `Nothing was sent. ${all} talks to all of them; to say "${last}", type ${to} and say it there.`;
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
