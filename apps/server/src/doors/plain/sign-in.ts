import { WireError } from "@partyline/shared/protocol/errors";
import { type AccountName, accountName } from "@partyline/shared/protocol/ids";
import { logInPassword } from "../../hub/accounts/log-in-password.ts";
import { type Arrival, logInGuest } from "../../hub/log-in.ts";
import type { Account, Session } from "../../hub/ports.ts";
import { serverLimits } from "../../limits.ts";
import type { Connection } from "../connection.ts";
import type { DoorContext } from "../door.ts";
import { originOf } from "../origin.ts";
import type { Page } from "./page.ts";
import { hideTyping, showTyping } from "./telnet.ts";
import type { TypedLines } from "./typed-lines.ts";

/** One person at the door. */
export type Caller = {
	readonly context: DoorContext;
	readonly connection: Connection;
	readonly lines: TypedLines;
	readonly page: Page;
	/** Called when a prompt was answered with something that can be. */
	readonly onName: () => void;
	readonly open: (account: Account) => Session;
};

/** Asks for a name and a password until somebody is in; undefined when they left instead, or have tried often enough. */
export async function signIn(caller: Caller): Promise<Session | undefined> {
	for (let wrong = 0; wrong < serverLimits.passwordsTried; ) {
		const typed = await ask(caller, "username: ");
		if (typed === undefined) return undefined;
		const name = accountName.safeParse(typed.trim());
		if (!name.success) {
			caller.page.notice(name.error.issues[0]?.message ?? "That is not a name.");
			continue;
		}
		caller.onName();
		const password = await askHidden(caller, "password: ");
		if (password === undefined) return undefined;
		const entry = await admit(caller, name.data, password);
		if (typeof entry === "object") return entry;
		if (entry === "wrong") wrong++;
	}
	caller.page.notice("That was the last try; goodbye.");
	return undefined;
}

/** The answer to a prompt; undefined when they leave. */
async function ask({ page, lines }: Caller, prompt: string): Promise<string | undefined> {
	for (;;) {
		page.prompt(prompt);
		const line = await lines.next();
		if (line === undefined) return undefined;
		if ("problem" in line) page.notice(line.problem);
		else if (line.text.trim() === "quit" || line.text.trim() === "/quit") return undefined;
		else return line.text;
	}
}

/** As `ask`, for what others in the room should not see. A program that does not speak telnet shows it all the same. */
async function askHidden(caller: Caller, prompt: string): Promise<string | undefined> {
	const { connection, lines, page } = caller;
	if (!lines.isTelnet) return await ask(caller, prompt);
	connection.send(hideTyping);
	const answer = await ask(caller, prompt);
	connection.send(showTyping);
	// Their Enter was not shown either.
	page.lines([""]);
	return answer;
}

/** Somebody who is in; or whether it was the password that was wrong, or something else. */
async function admit(
	caller: Caller,
	name: AccountName,
	password: string,
): Promise<Session | "wrong" | "refused"> {
	const { context, connection, page, open } = caller;
	try {
		let session: Session | undefined;
		const openHere = (account: Account) => {
			session = open(account);
			return session;
		};
		const admitsGuests = context.admitsGuests(connection);
		const arrival: Arrival = { origin: originOf(connection), admitsGuests, open: openHere };
		await (password === ""
			? logInGuest(context.hub, name, arrival)
			: logInPassword(context.hub, { account: name, password }, arrival));
		context.log.info({ account: name, peer: connection.address, door: "plain" }, "login");
		return session ?? "refused";
	} catch (error) {
		page.refusal(error);
		return isWrong(error) ? "wrong" : "refused";
	}
}

function isWrong(error: unknown): boolean {
	if (!(error instanceof WireError)) return false;
	return error.code === "wrong_password" || error.code === "password_required";
}
