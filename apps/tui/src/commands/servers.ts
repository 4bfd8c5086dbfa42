import { addressKey, type Client, type ConnectionStatus } from "@partyline/client";
import { accountName } from "@partyline/shared/protocol/ids";
import { problemOf } from "@partyline/shared/protocol/problem";
import { parseServerUrl } from "@partyline/shared/text/server-url";
import { addressText, parseAddress, type ServerAddress } from "../desk/connector.ts";
import type { Desk } from "../desk/desk.ts";
import { isEntryAsked } from "../desk/letting-in.ts";
import { openIfFree } from "../desk/open-if-free.ts";
import {
	addServer,
	firstOutcome,
	firstRoomAt,
	removeServer,
	untilLive,
	waitingAt,
} from "../desk/servers.ts";
import { type ServerId, serverOf } from "../state/place.ts";
import type { Server } from "../state/server.ts";
import { serverIn } from "../state/state.ts";
import { serverWords } from "../view/server-words.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const connectCommand: SlashCommand = {
	name: "connect",
	aliases: [],
	usage: "/connect SERVER [as NAME]",
	help: "have one more server in this window, or one of the configuration by its name",
	args: [
		{
			name: "SERVER",
			help: "a server: HOST, HOST:PORT, partyline://HOST, or its name in the configuration",
		},
		{ name: "as NAME", help: "who to be there, if somebody else" },
	],
	run: connect,
};

/** Commands about servers. */
export const serverCommands: readonly SlashCommand[] = [
	connectCommand,
	{
		name: "disconnect",
		aliases: [],
		usage: "/disconnect [NAME]",
		help: "take a server out of this window",
		args: [{ name: "NAME", help: "the server; that of this room without it" }],
		run: disconnect,
	},
	{
		name: "servers",
		aliases: [],
		usage: "/servers",
		help: "the servers of this window, and how they are",
		run: servers,
	},
];

async function connect(desk: Desk, argument: string): Promise<void> {
	const { label, address } = readWanted(desk, argument);
	const { client, id } = tryAgain(desk, address) ?? addServer(desk, label, address);
	const asked = desk.state();
	desk.tell(`Connecting to ${label}${desk.look.signs.ellipsis}`);
	let outcome = await firstOutcome(client);
	// It goes on when that is answered.
	if (isEntryAsked(outcome)) outcome = await untilLive(client);
	if (desk.clients.get(id) !== client) return;
	if (outcome.state !== "live") {
		const why = "problem" in outcome ? ` ${outcome.problem}` : "";
		const next = outcome.state === "waiting" ? " It is tried again;" : "";
		return desk.problem(`${label}:${why}${next} /disconnect ${label} ends that.`);
	}
	openIfFree(desk, asked, firstRoomAt(desk.state(), id, client));
	desk.tell(`Connected to ${label}.`);
}

type Wanted = { readonly label: string; readonly address: ServerAddress };

/** What the argument of `/connect` names; throws a sentence when it names nothing. */
function readWanted({ connector }: Desk, argument: string): Wanted {
	const [, text, as] = /^(\S+)(?:\s+as\s+(\S+))?$/.exec(argument) ?? [];
	if (text === undefined) throw new UsageError(connectCommand);
	const named = connector?.named.get(text);
	const address = named ?? parseAddress(text);
	if (typeof address === "string") throw new Error(address);
	if (as === undefined) return { label: text, address };
	const name = accountName.safeParse(as);
	if (!name.success) throw new Error(problemOf(name.error));
	return { label: `${as}@${text}`, address: { ...address, as: name.data } };
}

/** A server that is in the window already, and will not have us: it is asked once more. Two connections of one account would show everything twice. */
function tryAgain(
	{ clients, state }: Desk,
	wanted: ServerAddress,
): { readonly client: Client; readonly id: ServerId } | undefined {
	const twin = state().servers.find(({ address, me }) => {
		const isAnother = wanted.as !== undefined && me !== undefined && me.account !== wanted.as;
		return isSameServer(address, wanted) && !isAnother;
	});
	if (twin === undefined) return undefined;
	const client = clients.get(twin.id);
	if (twin.status.state !== "closed" || client === undefined)
		throw new Error(`${addressText(wanted)} is in this window already, as ${twin.label}.`);
	client.retryNow();
	return { client, id: twin.id };
}

/** However it is written: encrypted or not, it is one server. */
function isSameServer(shown: string, wanted: ServerAddress): boolean {
	const parsed = parseServerUrl(shown);
	return parsed.ok && addressKey(parsed.url) === addressKey(wanted);
}

async function disconnect(desk: Desk, argument: string): Promise<void> {
	const { servers: all, current } = desk.state();
	const server =
		argument === ""
			? serverIn(desk.state(), serverOf(current))
			: all.find(({ label, address }) => label === argument || address === argument);
	if (server === undefined) throw new Error(`There is no server ${argument}; /servers lists them.`);
	if (all.length < 2) throw new Error("This is the only server of this window; /quit leaves.");
	const waiting = await removeServer(desk, server);
	desk.tell(`Disconnected from ${server.label}.${waitingText(waiting)}`);
}

function waitingText(waiting: number): string {
	if (waiting === 0) return "";
	const [messages, they] =
		waiting === 1 ? ["message waits", "it is"] : ["messages wait", "they are"];
	return ` ${waiting} ${messages} on disk; ${they} sent when you connect again.`;
}

function servers(desk: Desk): void {
	for (const server of desk.state().servers) desk.tell(describe(desk, server));
}

/** A server in a line: what it is called and where it is, how the connection is, and what is there. */
function describe(desk: Desk, { id, label, address, status, me }: Server): string {
	const { rooms } = desk.state();
	const client = desk.clients.get(id);
	const count = rooms.filter(({ place }) => serverOf(place) === id).length;
	const waiting = client === undefined ? 0 : waitingAt(client);
	const commitMs = client?.lag().commitMs;
	const line = [
		`${label === address ? label : `${label} (${address})`}: ${stateText(desk, status)}`,
		...(me === undefined ? [] : [`as ${me.name}`]),
		`${count} ${count === 1 ? "room" : "rooms"}`,
		...(commitMs === undefined ? [] : [`keeps a message in ${Math.round(commitMs)} ms`]),
		...(waiting === 0 ? [] : [`${waiting} to be sent`]),
	].join(", ");
	return status.state === "closed" && status.problem ? `${line}. ${status.problem}` : line;
}

function stateText({ state }: Desk, status: ConnectionStatus): string {
	if (status.state === "live" && status.roundTripMs !== undefined)
		return `${serverWords(status)} ${Math.round(status.roundTripMs)} ms`;
	if (status.state !== "waiting") return serverWords(status);
	const seconds = Math.max(0, Math.ceil((status.retryAtMs - state().now) / 1_000));
	return `${serverWords(status)}, next try in ${seconds} s`;
}
