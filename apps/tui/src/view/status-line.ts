import type { AccountName } from "@partyline/shared/protocol/ids";
import { completeness } from "../state/gaps.ts";
import { type Place, serverOf } from "../state/place.ts";
import { type HotRoom, hotRooms } from "../state/rooms.ts";
import { fullLabelOf, labelOf, logOf, nameOf, type State, serverIn } from "../state/state.ts";
import { countText } from "../state/unread.ts";
import type { Paint } from "../text/style.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { connectionText } from "./connection-text.ts";
import { narrowBelow } from "./layout.ts";

/** A piece of the status line: what it says, how it is dressed, and where a click on it goes. */
type Segment = { readonly text: string; readonly paint: Paint; readonly place?: Place };

/** A piece as it stands on screen. */
export type Shown = Segment & { readonly column: number };

/** Columns between two pieces. */
const gap = 2;

/** The last row: by importance from the left, cut from the right. `below`: messages under the last one on screen. */
export function statusLine(state: State, below: number): string {
	return statusSegments(state, below)
		.map(({ text, paint }) => paint(text))
		.join(" ".repeat(gap))
		.trimEnd();
}

/** The pieces of the last row that have room. */
export function statusSegments(state: State, below: number): Shown[] {
	const { style, signs, show } = state.look;
	const segments = [
		// What one just did is what one looks for: a hint comes first.
		state.hint === "" ? undefined : { text: show(state.hint), paint: style.hint },
		connectionSegment(state),
		slowedSegment(state),
		placeSegment(state),
		below > 0 ? { text: `${signs.below} ${below} more`, paint: style.warn } : undefined,
		hotSegment(state),
		otherServers(state),
		typingSegment(state),
		tipSegment(state),
	];
	const shown: Shown[] = [];
	let column = 0;
	for (const segment of segments) {
		if (segment === undefined || state.columns - column < 3) continue;
		const text = truncate(segment.text, state.columns - column, signs.ellipsis);
		shown.push({ ...segment, text, column });
		column += widthOf(text) + gap;
	}
	return shown;
}

function connectionSegment(state: State): Segment {
	const { style, signs } = state.look;
	const server = serverIn(state, serverOf(state.current));
	const isLive = server.status.state === "live";
	// A narrow screen has no room for what is well.
	const status =
		isLive && state.columns < narrowBelow ? ({ state: "live" } as const) : server.status;
	const waiting = waitingPosts(state, server.id);
	const { label } = server;
	const words = connectionText({ status, label, waiting, now: state.now }, signs);
	return {
		text: `${isLive ? signs.here : signs.gone} ${words}`,
		paint: isLive ? style.ok : style.warn,
	};
}

/** That the server takes nothing for a moment, and that nobody need do anything about it. */
function slowedSegment(state: State): Segment | undefined {
	const { slowed } = serverIn(state, serverOf(state.current));
	if (slowed === undefined) return undefined;
	const seconds = Math.max(1, Math.ceil((slowed.until - state.now) / 1_000));
	const text = `the server asks to wait ${seconds} s; it is sent by itself`;
	return { text, paint: state.look.style.warn };
}

/** Posts of a server that are still to be sent: a refused one waits for nothing but Esc, a kept one for its event. */
function waitingPosts(state: State, server: string): number {
	let waiting = 0;
	for (const [place, { posts }] of state.logs)
		if (posts.length > 0 && serverOf(place) === server)
			waiting += posts.filter(
				(post) =>
					post.kind === "post" && post.entry.refused === undefined && post.keptAt === undefined,
			).length;
	return waiting;
}

function placeSegment(state: State): Segment {
	const { style, signs, show } = state.look;
	const log = logOf(state, state.current);
	const { upTo, missing } = completeness(log);
	const gone = missing > 0 ? ` +${missing}` : "";
	const seq = upTo > 0 ? ` ${signs.tick}${upTo}${gone}` : "";
	return { text: `${show(labelOf(state, state.current))}${seq}`, paint: style.bold };
}

/** The rooms with something unread, those that name us first: their number in the list, name and count. */
function hotSegment(state: State): Segment | undefined {
	const { look, columns } = state;
	const hot = hotRooms(state);
	const [first] = hot;
	if (first === undefined) return undefined;
	const isNarrow = columns < narrowBelow;
	const names: string[] = [];
	let used = 0;
	for (const room of hot) {
		// What has no room is not named: one may be in thousands.
		if (used > columns) break;
		const name = hotName(state, room, isNarrow);
		names.push(name);
		used += widthOf(name);
	}
	const count = isNarrow ? `${hot.length} unread: ` : "";
	return { text: `[${count}${names.join(" ")}]`, paint: look.style.warn, place: first.place };
}

function hotName(
	state: State,
	{ place, number, mentions, ...count }: HotRoom,
	isNarrow: boolean,
): string {
	const { show, signs } = state.look;
	const isElsewhere = serverOf(place) !== serverOf(state.current);
	const label = isElsewhere ? fullLabelOf(state, place) : labelOf(state, place);
	const name = `${show(label)}${mentions > 0 ? "!" : ""}`;
	return isNarrow ? name : `${number} ${name}${signs.middot}${countText(count)}`;
}

/** The servers beside the one on screen that are not there. */
function otherServers(state: State): Segment | undefined {
	const { style, signs, show } = state.look;
	const away = state.servers.filter(
		({ id, status }) => id !== serverOf(state.current) && status.state !== "live",
	);
	if (away.length === 0) return undefined;
	const names = away.map(({ label }) => show(label)).join(", ");
	return { text: `${signs.gone} ${names} away`, paint: style.warn };
}

function typingSegment(state: State): Segment | undefined {
	const typing = [...logOf(state, state.current).typing.keys()];
	if (typing.length === 0) return undefined;
	return { text: typingText(state, typing), paint: state.look.style.dim };
}

function typingText(state: State, accounts: readonly AccountName[]): string {
	const { show, signs } = state.look;
	const names = accounts.slice(0, 2).map((account) => show(nameOf(state, state.current, account)));
	if (accounts.length > 2) return `${names.join(", ")} and others type${signs.ellipsis}`;
	const who = accounts.length === 1 ? `${names[0]} types` : `${names.join(" and ")} type`;
	return `${who}${signs.ellipsis}`;
}

/** What one could know, where there is room for it and nothing else to say. */
function tipSegment(state: State): Segment | undefined {
	return state.tip === "" || state.columns < narrowBelow
		? undefined
		: { text: state.tip, paint: state.look.style.dim };
}
