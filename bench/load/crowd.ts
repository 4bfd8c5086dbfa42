import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { dial, greet } from "./connection.ts";
import { dialects } from "./dialects.ts";
import type { Job } from "./job.ts";
import { createMarkFinder } from "./mark.ts";

/** One connection, which is in one room. */
export type Member = {
	/** Room by room: the first of each room, then the second of each. */
	readonly index: number;
	readonly room: number;
	readonly socket: Socket;
};

/** Hears a message that a member has received: its mark is there in the bytes. */
export type Hear = (member: Member, bytes: Buffer, at: number) => void;

/** Everybody who is connected. */
export type Crowd = {
	readonly members: readonly Member[];
	/** Members whom the server has cut off. */
	lost: number;
	/** Hears each message of those whom it wants to hear. */
	hear: Hear | undefined;
};

/** How often it is looked whether still something comes. */
const lookMs = 20;

/** Connects everybody; resolves when all are in their rooms. */
export async function gather(job: Job): Promise<Crowd> {
	const members: Member[] = [];
	const crowd: Crowd = { members, lost: 0, hear: undefined };
	const enterAll = (first: number, last: number) =>
		inLanes({ first, last, atOnce: job.newcomers }, async (index) => {
			members[index] = await enter(crowd, job, index);
		});
	// The first of each room makes it.
	await enterAll(0, job.rooms);
	await enterAll(job.rooms, job.rooms * job.members);
	return crowd;
}

/** Does something with each number of a range, so many at once. */
export async function inLanes(
	{ first, last, atOnce }: { first: number; last: number; atOnce: number },
	act: (index: number) => Promise<void>,
): Promise<void> {
	let next = first;
	const lane = async () => {
		while (next < last) await act(next++);
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
}

/** What is waited for. */
type Waiting = {
	/** Silence of this length is the end. */
	readonly quietMs: number;
	/** No server is waited for longer. */
	readonly patienceMs: number;
	/** Whether all has come that is to come. */
	isAll?(): boolean;
};

/** Resolves with whether an end came of what the server has to say, before all patience was at its own. */
export async function isAtRest(
	{ members }: Crowd,
	{ quietMs, patienceMs, isAll = () => false }: Waiting,
): Promise<boolean> {
	const countBytes = () => members.reduce((sum, { socket }) => sum + socket.bytesRead, 0);
	const giveUpAt = performance.now() + patienceMs;
	let bytes = countBytes();
	let quietSince = performance.now();
	while (performance.now() < giveUpAt) {
		if (isAll() || performance.now() - quietSince > quietMs) return true;
		await delay(lookMs);
		const now = countBytes();
		if (now !== bytes) quietSince = performance.now();
		bytes = now;
	}
	return false;
}

async function enter(crowd: Crowd, job: Job, index: number): Promise<Member> {
	const room = index % job.rooms;
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const find = createMarkFinder((bytes, at) => crowd.hear?.(member, bytes, at));
	let onPiece = find;
	const { port, tls } = job;
	const socket = dial({ port, tls, onPiece: (piece) => onPiece(piece) });
	const member: Member = { index, room, socket };
	socket.once("error", reject);
	socket.once("close", () => {
		crowd.lost++;
		reject(new Error(`The server closed connection ${index}.`));
	});
	const { enter: stepsOf, refusal } = dialects[job.dialect];
	onPiece = greet(socket, {
		steps: stepsOf({ name: `m${index}`, room, isFirst: index < job.rooms }),
		refusal,
		onIn() {
			onPiece = find;
			resolve();
		},
		onRefused: (said) => reject(new Error(`The server refused connection ${index}: ${said}`)),
	});
	await promise;
	return member;
}
