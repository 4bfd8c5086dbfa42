import type { ConnectionStatus } from "@partyline/client";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Place } from "../state/place.ts";
import type { RoomLog } from "../state/room-log.ts";
import { labelOf, logOf, nameOf, type State, statusIn } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";

/** A piece of the status line: what it says and how it is dressed. */
type Segment = { readonly text: string; readonly paint: (text: string) => string };

/** The last row: by importance from the left, cut from the right. */
export function statusLine(state: State, below: number, style: Style): string {
	const segments = [
		connectionSegment(state, style),
		placeSegment(state, style),
		below > 0 ? { text: `↓ ${below} more`, paint: style.warn } : undefined,
		hotSegment(state, style),
		typingSegment(state, style),
		state.hint === "" ? undefined : { text: state.hint, paint: style.hint },
	];
	// What one just did is what one looks for: a hint comes first.
	const order = state.hint === "" ? segments : [segments[5], ...segments.slice(0, 5)];
	let left = state.columns;
	let line = "";
	for (const segment of order) {
		if (segment === undefined || left < 3) continue;
		const text = truncate(segment.text, left);
		line += `${segment.paint(text)}  `;
		left -= widthOf(text) + 2;
	}
	return line.trimEnd();
}

/** The connection in words. */
export function connectionText(status: ConnectionStatus, now: number): string {
	switch (status.state) {
		case "idle":
		case "connecting":
			return "connecting…";
		case "hello":
		case "login":
			return "logging in…";
		case "syncing":
			return "catching up…";
		case "live":
			return status.roundTripMs === undefined
				? "connected"
				: `connected ${Math.round(status.roundTripMs)} ms`;
		case "waiting":
			return `offline, next try in ${secondsUntil(status.retryAtMs, now)} s`;
		case "closed":
			return "disconnected";
	}
}

/** Why there is no connection, as the rows above the composer say it. */
export function bannerLines(
	state: State,
	{ rows, style }: { rows: number; style: Style },
): string[] {
	const status = statusIn(state);
	const problem =
		status.state === "waiting" || status.state === "closed" ? (status.problem ?? "") : "";
	const waiting = [...state.logs.values()].reduce((sum, log) => sum + waitingPosts(log), 0);
	const kept =
		waiting > 0
			? `${waiting} of your messages ${waiting === 1 ? "waits" : "wait"} to be sent. `
			: "";
	const lines = wrap(`${kept}${sanitizeLine(problem)}`, state.columns);
	return Array.from({ length: rows }, (_, row) => style.warn(lines[row] ?? ""));
}

/** Posts that are still to be sent: a refused one waits for nothing but Esc, a kept one for its event. */
function waitingPosts({ posts }: RoomLog): number {
	return posts.filter(
		(post) => post.kind === "post" && post.entry.refused === undefined && post.keptAt === undefined,
	).length;
}

function connectionSegment(state: State, style: Style): Segment {
	const status = statusIn(state);
	const text = connectionText(status, state.now);
	const isLive = status.state === "live";
	return { text: `${isLive ? "●" : "○"} ${text}`, paint: isLive ? style.ok : style.warn };
}

function placeSegment(state: State, style: Style): Segment {
	const log = logOf(state, state.current);
	const seq = log.lastSeq > 0 ? ` ✓${log.lastSeq}` : "";
	return { text: `${labelOf(state, state.current)}${seq}`, paint: style.bold };
}

/** The rooms with something unread, those that name us first: their number in the list, name and count. */
function hotSegment(state: State, style: Style): Segment | undefined {
	const hot = state.rooms
		.map(({ place, kind }, index) => ({ place, kind, index, log: logOf(state, place) }))
		.filter(({ place, log }) => place !== state.current && log.unread > 0)
		.sort((a, b) => urgency(b) - urgency(a));
	if (hot.length === 0) return undefined;
	const names = hot.map(({ place, index, log }) => {
		const mark = log.mentions > 0 ? "!" : "";
		return `${index + 1} ${labelOf(state, place)}${mark}·${log.unread}`;
	});
	return { text: `[${names.join(" ")}]`, paint: style.warn };
}

function urgency({ kind, log }: { readonly kind: string; readonly log: RoomLog }): number {
	if (log.mentions > 0) return 2;
	return kind === "direct" ? 1 : 0;
}

function typingSegment(state: State, style: Style): Segment | undefined {
	const typing = [...logOf(state, state.current).typing.keys()];
	if (typing.length === 0) return undefined;
	return { text: typingText(state, state.current, typing), paint: style.dim };
}

function typingText(state: State, place: Place, accounts: readonly AccountName[]): string {
	const names = accounts.slice(0, 2).map((account) => nameOf(state, place, account));
	if (accounts.length > 2) return `${names.join(", ")} and others type…`;
	return accounts.length === 1 ? `${names[0]} types…` : `${names.join(" and ")} type…`;
}

function secondsUntil(at: number, now: number): number {
	return Math.max(0, Math.ceil((at - now) / 1000));
}
