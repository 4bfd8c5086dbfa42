import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { GoneError, NativeClient, type Where } from "./native-client.ts";

/** The room that is always there. */
export const room = "#general";

/** The name of the account of a number. */
export function nameOf(index: number): string {
	return `member-${index}`;
}

/** A token of it, which the data folder was filled with; as long as a real one. */
export function tokenOf(index: number): string {
	return createHash("sha256").update(`bench ${index}`).digest("base64url");
}

/** Connects and logs a member in who is in the data folder; resolves with the seq of the newest event of the room. */
export async function comeBack(
	where: Where,
	index: number,
): Promise<{ client: NativeClient; lastSeq: number }> {
	const client = new NativeClient(where);
	const [, { rooms }] = await Promise.all([
		client.ask("hello", { protocol: 1, client: "bench" }),
		client.ask("login", { token: tokenOf(index) }),
	]);
	return { client, lastSeq: rooms.find((known) => known.room === room)?.lastSeq ?? 0 };
}

/** Joins the room as a guest; resolves with the seq from which on it is live. */
export async function joinAsGuest(client: NativeClient, name: string): Promise<number> {
	const [, , { lastSeq }] = await Promise.all([
		client.ask("hello", { protocol: 1, client: "bench" }),
		client.ask("login", { guest: name }),
		client.ask("join", { room }),
	]);
	return lastSeq;
}

/** So many connect at a time where it is not a storm: the door lets 1,024 wait who have not logged in. */
const atOnce = 100;

/** Connects so many, some at a time. */
export async function gather<T>(count: number, enter: (index: number) => Promise<T>): Promise<T[]> {
	const all: T[] = [];
	while (all.length < count) {
		const group = Array.from({ length: Math.min(atOnce, count - all.length) }, (_, place) =>
			enter(all.length + place),
		);
		all.push(...(await Promise.all(group)));
	}
	return all;
}

/** Resolves when nothing has come to anybody for so long. */
export async function silence(
	clients: readonly NativeClient[],
	{ quietMs, limitMs }: { readonly quietMs: number; readonly limitMs: number },
): Promise<void> {
	const bytes = () => clients.reduce((sum, client) => sum + client.bytes, 0);
	const giveUpAt = performance.now() + limitMs;
	for (let before = -1, now = bytes(); now !== before; now = bytes()) {
		if (performance.now() > giveUpAt)
			throw new Error(`Something was still coming after ${limitMs / 1000} s.`);
		before = now;
		await delay(quietMs);
	}
}

/** Tries until somebody is in, after pauses that grow and differ, as a program does that is shown out of a crowd. */
export async function insist<T>(
	enter: (tried: number) => Promise<T>,
	onRetry: () => void = () => {},
	mostTries = 30,
): Promise<T> {
	for (let tried = 1; ; tried++) {
		try {
			return await enter(tried);
		} catch (error) {
			// What is wrong otherwise does not become right by trying again.
			if (tried === mostTries || !(error instanceof GoneError)) throw error;
			onRetry();
			await delay(Math.random() * Math.min(100 * 2 ** tried, 2_000));
		}
	}
}
