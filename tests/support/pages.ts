import { newMessageId } from "@partyline/shared/protocol/ids";
import type { Machine } from "./machine.ts";
import type { NativePeer } from "./native-peer.ts";

const room = "#general";

/** The numbers of the messages "message N" in these rows, from the top. */
export function numbersIn(rows: readonly string[]): number[] {
	return rows.flatMap((row) => /\bmessage (\d+)\b/.exec(row)?.slice(1, 2) ?? []).map(Number);
}

/** Says "message 1", "message 2" and so on, in that order. */
export async function postNumbered(peer: NativePeer, count: number): Promise<void> {
	// As many at a time as the server lets one ask.
	const atOnce = 50;
	for (let first = 1; first <= count; first += atOnce) {
		const last = Math.min(count, first + atOnce - 1);
		const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
		await Promise.all(
			numbers.map((number) =>
				peer.call("post", { room, id: newMessageId(), text: `message ${number}` }),
			),
		);
	}
}

/** What `tail --json --since 0` prints of the messages of a room. */
export async function loggedTexts(machine: Machine, where = room): Promise<string[]> {
	const { stdout } = await machine.verb(
		"reader",
		"tail",
		where,
		"--json",
		"--since",
		"0",
		"--no-follow",
	).ended;
	return stdout.split("\n").flatMap((line) => {
		const event = line === "" ? {} : JSON.parse(line);
		return event.type === "message" ? [event.text] : [];
	});
}
