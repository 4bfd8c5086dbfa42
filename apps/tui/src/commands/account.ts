import { ClosedError } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { askText, askYes } from "../desk/asking.ts";
import type { Desk } from "../desk/desk.ts";
import { serverOf } from "../state/place.ts";
import { meIn, serverIn } from "../state/state.ts";
import { dateText } from "../view/clock.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const devicesCommand: SlashCommand = {
	name: "devices",
	aliases: [],
	usage: "/devices [end NUMBER]",
	help: "where you are signed in; end signs one of them out",
	args: [
		{ name: "[end NUMBER]", help: "sign that one out", completes: ["end"] },
		{ name: "NUMBER", help: "its number in /devices" },
	],
	run: devices,
};

/** Commands about one's own account. */
export const accountCommands: readonly SlashCommand[] = [
	devicesCommand,
	{
		name: "password",
		aliases: [],
		usage: "/password",
		help: "set another password; asks for the old one and the new one",
		run: changePassword,
	},
	{
		name: "login",
		aliases: [],
		usage: "/login",
		help: "sign this device in with your password",
		run: logIn,
	},
	{
		name: "logout",
		aliases: [],
		usage: "/logout",
		help: "sign this device out; the next start asks for your password",
		run: logOut,
	},
];

async function devices(desk: Desk, argument: string): Promise<void> {
	const [, number] = /^end\s+(\d{1,4})$/.exec(argument) ?? [];
	if (argument !== "" && number === undefined) throw new UsageError(devicesCommand);
	const client = desk.client();
	const { devices: all } = await client.ask("devices", {});
	if (number === undefined) {
		if (all.length === 0) desk.tell("No device may come in as you without a password.");
		for (const [index, device] of all.entries()) desk.tell(`${index + 1}. ${describe(device)}`);
		return;
	}
	const device = all[Number(number) - 1];
	if (device === undefined) throw new Error(`There is no device ${number}; /devices lists them.`);
	await client.ask("revoke", { device: device.device });
	desk.tell(`Signed out: ${describe(device)}`);
}

type Listed = {
	readonly name: string;
	readonly client: string;
	readonly seenAt: number;
	readonly current?: true | undefined;
	readonly online?: true | undefined;
};

function describe({ name, client, seenAt, current, online }: Listed): string {
	const called = sanitizeLine(name).trim() || "a device without a name";
	const when = online === true ? "here now" : `last here ${dateText(seenAt)}`;
	return `${called} (${sanitizeLine(client)}), ${when}${current === true ? ", this one" : ""}`;
}

async function changePassword(desk: Desk): Promise<void> {
	// Whatever is on screen by the end, the passwords are those of this server.
	const client = desk.client();
	const title = `Another password on ${serverName(desk)}`;
	const old = await askSecret(desk, title, "The password of now:");
	if (old === undefined) return;
	const first = await askSecret(desk, title, "The new password; a few words in a row are good:");
	if (first === undefined) return;
	const again = await askSecret(desk, title, "The new password once more:");
	if (again === undefined) return;
	if (first !== again) throw new Error("The two were not the same; your password is as it was.");
	await client.ask("password", { old, new: first });
	desk.tell("Your password is another one now. Your other devices stay signed in.");
}

async function logIn(desk: Desk): Promise<void> {
	const client = desk.client();
	const who = meIn(desk.state())?.account ?? "you";
	const title = `Sign in to ${serverName(desk)} as ${who}`;
	const password = await askSecret(desk, title, "Your password:");
	if (password === undefined || password === "") return;
	try {
		await client.signIn({ password }).done;
	} catch (error) {
		// What ended the connection is told with it.
		if (!(error instanceof ClosedError)) throw error;
	}
}

/** What the server on screen is called. */
function serverName(desk: Desk): string {
	return sanitizeLine(serverIn(desk.state(), serverOf(desk.state().current)).label);
}

async function logOut(desk: Desk): Promise<void> {
	const client = desk.client();
	const title = `Sign this device out of ${serverName(desk)}?`;
	const { devices: all } = await client.ask("devices", {});
	const device = all.find(({ current }) => current === true);
	if (device === undefined) throw new Error("This device is not signed in with a password.");
	const isMeant = await askYes(desk, {
		title,
		lines: ["The next start asks for your password."],
	});
	if (isMeant) await client.ask("revoke", { device: device.device });
}

function askSecret(desk: Desk, title: string, line: string): Promise<string | undefined> {
	return askText(desk, { title, lines: [line], secret: true });
}
