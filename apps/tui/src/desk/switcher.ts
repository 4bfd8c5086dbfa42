import type { SlashCommand } from "../commands/slash-command.ts";
import { clear, insert } from "../input/editor.ts";
import { insertWords } from "../input/search-line.ts";
import { noLayer } from "../state/layer.ts";
import { placeOf, type ServerId } from "../state/place.ts";
import {
	type Candidate,
	emptySwitcher,
	mostCandidates,
	type SwitcherLayer,
	typeIn,
	withCandidates,
} from "../state/switcher.ts";
import { knownCandidates, roomsToJoin } from "./candidates.ts";
import type { Desk } from "./desk.ts";
import { finderNow, loadFinder } from "./fuzzy.ts";
import { openIfFree } from "./open-if-free.ts";
import { firstRoomAt } from "./servers.ts";

/** Opens the switcher, or closes it when it is open. */
export function toggleSwitcher(desk: Desk, commands: readonly SlashCommand[]): void {
	if (desk.state().layer.type === "switcher") closeSwitcher(desk);
	else openSwitcher(desk, commands);
}

/** Opens the switcher with a text in its line. What has to be fetched comes into it while one types. */
export function openSwitcher(desk: Desk, commands: readonly SlashCommand[], text = ""): void {
	const known = knownCandidates(desk, commands);
	const opened = withCandidates(emptySwitcher(finderNow()), { candidates: known });
	const layer = typeIn(opened, insertWords(opened.line, text));
	desk.change((state) => ({ ...state, layer, completion: undefined }));
	loadFinder()
		.then((find) => changeSwitcher(desk, (now) => withCandidates(now, { find })))
		.catch(desk.problem);
	for (const [server, client] of desk.clients)
		if (client.status().state === "live") fetchRooms(desk, server, layer);
}

/** Changes the switcher, if it is still open, be it behind the help. */
export function changeSwitcher(desk: Desk, change: (layer: SwitcherLayer) => SwitcherLayer): void {
	desk.change((state) => {
		const { layer } = state;
		if (layer.type === "switcher") return { ...state, layer: change(layer) };
		if (layer.type !== "help" || layer.behind?.type !== "switcher") return state;
		return { ...state, layer: { ...layer, behind: change(layer.behind) } };
	});
}

/** Closes the switcher; the line of the chat is as it was. */
export function closeSwitcher({ change }: Desk): void {
	change((state) => (state.layer.type === "switcher" ? { ...state, layer: noLayer } : state));
}

/** Goes to what is found at that place of the list, or does it. */
export function pickFound(desk: Desk, commands: readonly SlashCommand[], index: number): void {
	const { layer } = desk.state();
	const candidate = layer.type === "switcher" ? layer.found[index]?.candidate : undefined;
	if (candidate === undefined) return;
	closeSwitcher(desk);
	Promise.try(() => take(desk, commands, candidate)).catch(desk.problem);
}

async function take(
	desk: Desk,
	commands: readonly SlashCommand[],
	candidate: Candidate,
): Promise<void> {
	const asked = desk.state();
	switch (candidate.kind) {
		case "room":
			return desk.open(candidate.place);
		case "person": {
			const { server, account } = candidate;
			const { room } = await clientOf(desk, server).openDirect(account);
			return openIfFree(desk, asked, placeOf(server, room));
		}
		case "join": {
			const { server, room } = candidate;
			const joined = await clientOf(desk, server).join(room);
			return openIfFree(desk, asked, placeOf(server, joined.room));
		}
		case "server":
			return openServer(desk, candidate.server);
		case "connect":
			return await commandNamed(commands, "connect")?.run(desk, candidate.name);
		case "command":
			return await runOrType(desk, commandNamed(commands, candidate.name));
	}
}

function openServer(desk: Desk, server: ServerId): void {
	const place = firstRoomAt(desk.state(), server, clientOf(desk, server));
	if (place !== undefined) desk.open(place);
	else desk.change((state) => ({ ...state, hint: "You are in no room there." }));
}

/** Runs a command; one that needs more than its name is put into the line instead, if nothing is typed there. */
async function runOrType(desk: Desk, command: SlashCommand | undefined): Promise<void> {
	if (command === undefined) return;
	const needsMore = /^\/\S+ [^[]/.test(command.usage);
	if (!needsMore) return await command.run(desk, "");
	if (desk.state().editor.text === "")
		desk.edit((editor) => insert(clear(editor), `/${command.name} `));
	else desk.change((state) => ({ ...state, hint: `When the line is empty: ${command.usage}` }));
}

function commandNamed(commands: readonly SlashCommand[], name: string): SlashCommand | undefined {
	return commands.find((command) => command.name === name);
}

function clientOf(desk: Desk, server: ServerId) {
	return desk.client(placeOf(server, ""));
}

function fetchRooms(desk: Desk, server: ServerId, { opening }: SwitcherLayer): void {
	changeSwitcher(desk, (layer) => ({ ...layer, waiting: layer.waiting + 1 }));
	const put = (more: readonly Candidate[]) =>
		changeSwitcher(desk, (layer) => {
			// What was asked for a switcher that is closed is asked again for the next one.
			if (layer.opening !== opening) return layer;
			const candidates = [...layer.candidates, ...more].slice(0, mostCandidates);
			const waiting = Math.max(0, layer.waiting - 1);
			return withCandidates({ ...layer, waiting }, { candidates });
		});
	clientOf(desk, server)
		.rooms()
		.then((listed) => put(roomsToJoin(desk.state(), server, listed)))
		// Without a connection there is nothing to join; that it is gone is told elsewhere.
		.catch(() => put([]));
}
