import { type Me, RequestError } from "@partyline/client";
import type { RoomName } from "@partyline/shared/protocol/ids";
import type { Invitation } from "@partyline/shared/protocol/shapes";
import { parseAccountName } from "@partyline/shared/text/names";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";
import { comeIn } from "./come-in.ts";
import { meet, toUserError } from "./meet.ts";
import { askNewPassword, type PasswordSource } from "./passwords.ts";
import { serverName } from "./refusal.ts";

/** What somebody has who followed an invitation. */
export type Followed = {
	readonly settings: Settings;
	/** Where it led to. */
	readonly room: RoomName | undefined;
	/** What they were told. */
	readonly greeting: string;
};

/** What is wanted: `named` says that the name was given and is not to be asked for. */
export type Invited = {
	readonly settings: Settings;
	readonly invite: string;
	readonly named: boolean;
	readonly passwords: PasswordSource;
	readonly tell: (line: string) => void;
};

/** Follows an invitation: a name, a password, and one is in. Throws UserError. */
export async function followInvitation(invited: Invited): Promise<Followed> {
	const { settings, invite, passwords, tell } = invited;
	const { server, invitation } = await meet(settings, passwords.questions, invite);
	if (invitation === undefined) throw new Error("the server did not say what it invites to");
	tell(describe(invitation, settings));
	if (!server.auth.includes("password"))
		throw new UserError("This server has no accounts.", { exit: exitCode.refused });
	const me = await register(invited, invitation);
	const greeting = welcome(me, invitation);
	tell(greeting);
	return { settings: { ...settings, as: me.account }, room: invitation.room, greeting };
}

function describe(invitation: Invitation, settings: Settings): string {
	const { server, role, room, title = room, account, makesOwner } = invitation;
	const where = `${sanitizeLine(server)} (${serverName(settings)})`;
	if (account !== undefined) return `This sets a new password for ${account} at ${where}.`;
	if (makesOwner) return `You are invited to ${where}, which has no owner yet: you will be it.`;
	const into = title === undefined ? "" : `, and into ${title}`;
	return `You are invited to ${where} as ${role === "member" ? "a member" : `an ${role}`}${into}.`;
}

function welcome({ account, becameOwner }: Me, invitation: Invitation): string {
	if (invitation.account !== undefined) return `The password of ${account} is set.`;
	return becameOwner
		? `You are in as ${account}, and the owner of this server: nobody is above you there.`
		: `You are in as ${account}.`;
}

/** Asks until the server takes it; what was right is not asked for again. */
async function register(invited: Invited, { account }: Invitation): Promise<Me> {
	const { settings, invite, passwords, tell } = invited;
	let name = account ?? (invited.named ? settings.as : await askName(invited));
	let password = await askNewPassword(passwords, name);
	for (;;) {
		try {
			return await comeIn({ ...settings, as: name }, { password, register: { invite } }, tell);
		} catch (error) {
			const wrong = whatIsWrong(error, passwords);
			tell(wrong.sentence);
			if (wrong.what === "name") name = account ?? (await askName(invited));
			else password = await askNewPassword(passwords, name);
		}
	}
}

/** What of their answers somebody at the terminal can give better. Throws what nobody can. */
function whatIsWrong(
	error: unknown,
	{ questions, fromFile }: PasswordSource,
): { readonly what: "name" | "password"; readonly sentence: string } {
	if (!(error instanceof RequestError) || questions === undefined) throw toUserError(error);
	const sentence = sanitizeLine(error.message);
	if (error.code === "name_taken") return { what: "name", sentence };
	if (error.code === "weak_password" && fromFile === undefined)
		return { what: "password", sentence };
	throw toUserError(error);
}

async function askName({ settings, passwords, tell }: Invited): Promise<string> {
	if (passwords.questions === undefined) return settings.as;
	for (;;) {
		const parsed = parseAccountName(await passwords.questions.ask("Your name there", settings.as));
		if (parsed.ok) return parsed.name;
		tell(parsed.problem);
	}
}
