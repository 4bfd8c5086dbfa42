import type { RoomSummary } from "@partyline/shared/protocol/shapes";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { SlashCommand } from "../commands/slash-command.ts";
import { type Place, placeOf, type ServerId, serverOf } from "../state/place.ts";
import { fullLabelOf, meIn, type Person, roomAt, type State, serverIn } from "../state/state.ts";
import { type Candidate, mostCandidates } from "../state/switcher.ts";
import { serverWords } from "../view/server-words.ts";
import type { Desk } from "./desk.ts";

/** Everything one can go to without asking a server, what was used lately first. */
export function knownCandidates(desk: Desk, commands: readonly SlashCommand[]): Candidate[] {
	const state = desk.state();
	return [
		...rooms(state),
		...people(state),
		...servers(desk),
		...commands.map((command) => ofCommand(command)),
	].slice(0, mostCandidates);
}

/** The public rooms of a server that one is not in. */
export function roomsToJoin(
	state: State,
	server: ServerId,
	listed: readonly RoomSummary[],
): Candidate[] {
	const { show } = state.look;
	return listed
		.filter(
			({ room, kind, archived }) =>
				kind === "public" &&
				archived !== true &&
				roomAt(state, placeOf(server, room)) === undefined,
		)
		.map(({ room, topic, members }) => {
			const what = `join, ${members} ${members === 1 ? "is" : "are"} in it`;
			const about = topic === "" ? what : `${what}: ${sanitizeLine(topic)}`;
			const label = show(room + where(state, server));
			return { kind: "join", server, room, label, detail: show(about) };
		});
}

/** The rooms one is in: used lately first, then as the list has them; the one on screen last, as one is there. */
function rooms(state: State): Candidate[] {
	// The latest is the last of the map: two of one millisecond have an order too.
	const order = new Map([...state.recent.keys()].map((place, at) => [place, at + 1]));
	const rank = (place: Place) => (place === state.current ? -1 : (order.get(place) ?? 0));
	return state.rooms
		.toSorted((a, b) => rank(b.place) - rank(a.place))
		.map(({ place, topic, archived }) => {
			const label = state.look.show(fullLabelOf(state, place));
			const detail = archived === true ? `archived ${topic}`.trimEnd() : topic;
			return { kind: "room", place, label, detail: state.look.show(detail) };
		});
}

/** The people of the rooms whose members are known, each once for each server. */
function people(state: State): Candidate[] {
	const found = new Map<string, Candidate>();
	for (const [place, members] of state.members) {
		const server = serverOf(place);
		const me = meIn(state, place)?.account;
		for (const person of members.values())
			if (person.account !== me)
				found.set(placeOf(server, `@${person.account}`), ofPerson(state, server, person));
	}
	return [...found.values()];
}

function ofPerson(state: State, server: ServerId, { account, name }: Person): Candidate {
	const { show } = state.look;
	const known = name === account ? name : `${name} (${account})`;
	const label = show(known + where(state, server));
	return { kind: "person", server, account, label, detail: "talk to them" };
}

/** The servers of the window, if there are several, and those of the configuration that are not in it. */
function servers({ state, connector }: Desk): Candidate[] {
	const { servers: here, look } = state();
	const open = here.map(({ id, label, status }): Candidate => {
		const detail = `server, ${serverWords(status)}`;
		return { kind: "server", server: id, label: look.show(sanitizeLine(label)), detail };
	});
	const others = [...(connector?.named.keys() ?? [])]
		.filter((name) => here.every(({ label }) => label !== name))
		.map((name): Candidate => {
			return { kind: "connect", name, label: sanitizeLine(name), detail: "connect to this server" };
		});
	return [...(open.length > 1 ? open : []), ...others];
}

function ofCommand({ name, aliases, help }: SlashCommand): Candidate {
	const also = aliases.length === 0 ? "" : ` (${aliases.join(", ")})`;
	return { kind: "command", name, label: `/${name}${also}`, detail: help };
}

function where(state: State, server: ServerId): string {
	return state.servers.length < 2 ? "" : ` (${sanitizeLine(serverIn(state, server).label)})`;
}
