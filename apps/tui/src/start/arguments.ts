import { roomName } from "@partyline/shared/protocol/ids";
import { parseServerUrl, type ServerUrl } from "@partyline/shared/text/server-url";
import { exitCode, UserError } from "./user-error.ts";

/** Whether an argument is meant to be the address of a server, and not the name of a room. */
export function isServerUrl(text: string): boolean {
	return text.includes("://");
}

/** The address in what was pasted, which may be the whole line, in quotation marks and with what a shell left of them. */
export function findUrl(text: string): string {
	const words = text.trim().split(/\s+/);
	const found = words.findLast((word) => word.includes("://")) ?? words.at(-1) ?? "";
	return found.replaceAll(/^['"`<(]+|['"`>).,;]+$/g, "");
}

/** A server as an argument; throws a `UserError` when it is none. */
export function readServerUrl(text: string): ServerUrl {
	const parsed = parseServerUrl(text);
	if (parsed.ok) return parsed.url;
	throw new UserError(parsed.problem, { exit: exitCode.usage });
}

/** A room as an argument; throws a `UserError` when it is not one. */
export function readRoom(raw: string) {
	const parsed = roomName.safeParse(raw);
	if (parsed.success) return parsed.data;
	throw new UserError(`${parsed.error.issues[0]?.message ?? "That is not a room."}`, {
		exit: exitCode.usage,
	});
}
