import type { Client } from "@partyline/client";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { parseMessageText } from "@partyline/shared/text/message-text";
import { readRoom } from "../start/arguments.ts";
import type { Settings } from "../start/settings.ts";
import { exitCode, UserError } from "../start/user-error.ts";
import { withClient } from "./session.ts";
import { readText } from "./stdin-text.ts";

/** How long the ack may take before the verb says that it does not know. */
const ackMs = 15_000;

/** Sends one message, from the argument or from stdin; resolves after the server has it on disk. */
export async function send(
	settings: Settings,
	named: string,
	given: string | undefined,
): Promise<void> {
	const room = readRoom(named);
	const parsed = parseMessageText(given ?? (await readStdin()));
	if (!parsed.ok) throw new UserError(parsed.problem, { exit: exitCode.data });
	const { text } = parsed;
	await withClient(settings, {
		run: async (client) => {
			if (!isIn(client, room)) await client.join(room);
			await postInTime(client, room, text);
		},
	});
}

function isIn(client: Client, room: RoomName): boolean {
	return client.joinedRooms().some((joined) => joined.room === room || joined.title === room);
}

async function postInTime(client: Client, room: RoomName, text: string): Promise<void> {
	const { id, kept } = client.post(room, text);
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => {
		// Before the drop, which ends `kept` as well: what is told is what was first.
		late.reject(
			new UserError(
				`The server did not confirm the message within ${ackMs / 1000} s; it may or may not be there.`,
				{ exit: exitCode.tempFail },
			),
		);
		client.drop(id);
	}, ackMs);
	await Promise.race([late.promise, kept]).finally(() => clearTimeout(timer));
}

async function readStdin(): Promise<string> {
	if (process.stdin.isTTY)
		throw new UserError(
			"Give the text as an argument, or pipe it in: echo hello | partyline send '#general'",
			{ exit: exitCode.usage },
		);
	return await readText(process.stdin);
}
