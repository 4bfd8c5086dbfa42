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
	const { devices: all } = await desk.client().ask("devices", {});
	if (number === undefined) {
		if (all.length === 0) desk.tell("No device may come in as you without a password.");
		for (const [index, device] of all.entries()) desk.tell(`${index + 1}. ${describe(device)}`);
		return;
	}
	const device = all[Number(number) - 1];
	if (device === undefined) throw new Error(`There is no device ${number}; /devices lists them.`);
	await desk.client().ask("revoke", { device: device.device });
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
	const title = "Another password";
	const old = await askSecret(desk, title, "The password of now:");
	if (old === undefined) return;
	const first = await askSecret(desk, title, "The new password; a few words in a row are good:");
	if (first === undefined) return;
	const again = await askSecret(desk, title, "The new password once more:");
	if (again === undefined) return;
	if (first !== again) throw new Error("The two were not the same; your password is as it was.");
	await desk.client().ask("password", { old, new: first });
	desk.tell("Your password is another one now. Your other devices stay signed in.");
}

async function logIn(desk: Desk): Promise<void> {
	const { current } = desk.state();
	const server = serverIn(desk.state(), serverOf(current));
	const who = meIn(desk.state())?.account ?? "you";
	const where = sanitizeLine(server.label);
	const password = await askSecret(desk, `Sign in to ${where} as ${who}`, "Your password:");
	if (password !== undefined && password !== "") desk.client(current).signIn({ password });
}

async function logOut(desk: Desk): Promise<void> {
	const client = desk.client();
	const { devices: all } = await client.ask("devices", {});
	const device = all.find(({ current }) => current === true);
	if (device === undefined) throw new Error("This device is not signed in with a password.");
	const isMeant = await askYes(desk, {
		title: "Sign this device out?",
		lines: ["The next start asks for your password."],
	});
	if (isMeant) await client.ask("revoke", { device: device.device });
}

function askSecret(desk: Desk, title: string, line: string): Promise<string | undefined> {
	return askText(desk, { title, lines: [line], secret: true });
}
