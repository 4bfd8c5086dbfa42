import type { Client, ConnectionStatus } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { isSignedOut } from "../sign-in/refusal.ts";
import type { ServerId } from "../state/place.ts";
import type { Server } from "../state/server.ts";
import { serverIn } from "../state/state.ts";
import { askText, askYes } from "./asking.ts";
import type { Desk } from "./desk.ts";

/**
 * Asks for what a server that does not let one in wants: whether its key is the right one, or the password; else says
 * what one can do. Where nobody can be asked it does nothing.
 */
export function askForEntry(desk: Desk, id: ServerId): void {
	const client = desk.clients.get(id);
	const server = serverIn(desk.state(), id);
	const { status } = server;
	if (desk.connector?.accept === undefined || client === undefined) return;
	if (isKeyWanted(status)) askForKey(desk, server, status.fingerprint).catch(desk.problem);
	else if (isPasswordWanted(status)) askForPassword(desk, server, client).catch(desk.problem);
	else if (status.state === "closed") tellWayOn(desk, status);
}

function tellWayOn(desk: Desk, { code = "", problem = "" }: Closed): void {
	if (isSignedOut(code)) desk.tell("/login signs this device in again.");
	if (desk.looks !== undefined && toldWhole.has(code)) desk.problem(problem);
}

/** Two keys and a command do not fit in the line above the conversation; a chat in lines has told all of it. */
const toldWhole: ReadonlySet<string> = new Set(["changed_key", "plain_refused", "tls_required"]);

/** Whether somebody is asked something when a connection is over like this, so that it may go on. */
export function isEntryAsked(status: ConnectionStatus): boolean {
	return isKeyWanted(status) || isPasswordWanted(status);
}

type Closed = Extract<ConnectionStatus, { state: "closed" }>;

function isKeyWanted(
	status: ConnectionStatus,
): status is Closed & { readonly fingerprint: string } {
	return (
		status.state === "closed" &&
		status.code === "unknown_server" &&
		status.fingerprint !== undefined
	);
}

function isPasswordWanted(status: ConnectionStatus): boolean {
	if (status.state !== "closed") return false;
	return status.code === "password_required" || status.code === "wrong_password";
}

async function askForKey(desk: Desk, { id, label, address }: Server, key: string): Promise<void> {
	const isRight = await askYes(desk, {
		title: `Is this the key of ${sanitizeLine(label)}?`,
		lines: [
			key,
			"Whoever runs it sees the same when it starts; if not, somebody stands in between.",
		],
	});
	if (!isRight)
		return desk.tell(`Nothing was sent to ${label}; /disconnect ${label} takes it away.`);
	desk.connector?.accept?.(address, key);
	desk.clients.get(id)?.retryNow();
}

async function askForPassword(desk: Desk, server: Server, client: Client): Promise<void> {
	const { label, status, me } = server;
	const problem = status.state === "closed" ? sanitizeLine(status.problem ?? "") : "";
	const who = me === undefined ? "" : ` as ${me.account}`;
	const password = await askText(desk, {
		title: `Sign in to ${sanitizeLine(label)}${who}`,
		lines: [problem, "Your password:"].filter((line) => line !== ""),
		secret: true,
	});
	if (password === undefined || password === "") desk.tell("/login asks for the password again.");
	else client.signIn({ password });
}
