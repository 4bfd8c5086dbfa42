import type { ClientNotice } from "@partyline/client";
import { placeOf, type ServerId } from "../state/place.ts";
import { type State, statusIn } from "../state/state.ts";
import { countOf } from "./sentences.ts";

/** What is told of one's own messages: only what one would not expect. */
export type Posts = {
	readonly take: (notice: ClientNotice, server: ServerId, now: number) => void;
	readonly tell: (state: State, now: number) => string[];
	/** Those of this window that the server does not have yet. */
	readonly waiting: () => number;
	/** Those of this window that the server would not have. */
	readonly refused: () => number;
};

/** With a connection an ack comes before that, or something is wrong. */
const ackMs = 5_000;

type Waiting = { readonly server: ServerId; readonly since: number; told: boolean };

/** Tells which messages wait, were sent after all, or refused. */
export function createPosts(): Posts {
	const posts = new Map<string, Waiting>();
	const refusals: string[] = [];
	let refused = 0;
	let sent = 0;
	const settle = (id: string, isKept: boolean) => {
		if (isKept && posts.get(id)?.told === true) sent++;
		posts.delete(id);
	};
	return {
		take: (notice, server, now) => {
			if (notice.type !== "post") return;
			if (notice.state === "kept") return settle(notice.id, true);
			const { id, text, refused: why } = notice.entry;
			if (notice.state === "pending") posts.set(id, { server, since: now, told: false });
			else settle(id, false);
			if (notice.state !== "refused") return;
			refused++;
			refusals.push(`Refused: ${why?.reason ?? ""} It was: ${text}`);
		},
		tell: (state, now) => {
			const lines = [...refusals.splice(0), ...waitingLines(posts, state, now)];
			const isDone = posts.values().every(({ told }) => !told);
			if (!isDone || sent === 0) return lines;
			const all = sent;
			sent = 0;
			return [...lines, `Sent: ${countOf(all)} that waited.`];
		},
		waiting: () => posts.size,
		refused: () => refused,
	};
}

/** Tells of those that wait longer than they should, together with all that wait already. */
function waitingLines(posts: ReadonlyMap<string, Waiting>, state: State, now: number): string[] {
	const isLive = ({ server }: Waiting) => statusIn(state, placeOf(server, "")).state === "live";
	const isLate = (post: Waiting) => !isLive(post) || now - post.since >= ackMs;
	const late = [...posts.values()].filter((post) => !post.told && isLate(post));
	if (late.length === 0) return [];
	for (const post of late) post.told = true;
	const told = [...posts.values()].filter((post) => post.told);
	const why = told.every(isLive) ? "the server does not confirm it" : "no connection";
	const waits = told.length === 1 ? "waits" : "wait";
	return [`Not sent yet: ${why}. ${countOf(told.length)} ${waits}.`];
}
