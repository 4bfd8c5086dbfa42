import { WireError } from "@partyline/shared/protocol/errors";
import { type AccountName, accountName } from "@partyline/shared/protocol/ids";
import { logInGuest } from "../../hub/log-in.ts";
import type { Account, Session } from "../../hub/ports.ts";
import type { Connection } from "../connection.ts";
import type { DoorContext } from "../door.ts";
import type { Page } from "./page.ts";
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

/** Asks for a name and a password until somebody is in; undefined when they left instead. */
export async function signIn(caller: Caller): Promise<Session | undefined> {
	for (;;) {
		const typed = await ask(caller, "username: ");
		if (typed === undefined) return undefined;
		const name = accountName.safeParse(typed.trim());
		if (!name.success) {
			caller.page.notice(name.error.issues[0]?.message ?? "That is not a name.");
			continue;
		}
		caller.onName();
		const password = await ask(caller, "password: ");
		if (password === undefined) return undefined;
		const session = await admit(caller, name.data, password);
		if (session !== undefined) return session;
	}
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

async function admit(
	{ context, connection, page, open }: Caller,
	name: AccountName,
	password: string,
): Promise<Session | undefined> {
	try {
		if (password !== "")
			throw new WireError("auth_unsupported", {
				message: "There are no passwords here yet; leave it empty to come in as a guest.",
			});
		if (!context.admitsGuests(connection)) throw new WireError("guests_not_allowed");
		let session: Session | undefined;
		const label = { name: "", client: "plain", at: context.hub.clock.now() };
		await logInGuest(context.hub, { name, label }, (account) => {
			session = open(account);
			return session;
		});
		context.log.info({ account: name, peer: connection.address, door: "plain" }, "login");
		return session;
	} catch (error) {
		page.refusal(error);
		return undefined;
	}
}
