import type { Client } from "@partyline/client";
import { roomName } from "@partyline/shared/protocol/ids";
import { addressText, type Connector, createConnector } from "../desk/connector.ts";
import type { ShownServer } from "../desk/shown-server.ts";
import { home, placeOf } from "../state/place.ts";
import { takeTerminal } from "../terminal/terminal.ts";
import { openClient } from "./open-client.ts";
import { outsideOf } from "./outside.ts";
import type { Start } from "./read-start.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What a chat is opened with. */
export type ChatOptions = {
	readonly start: Start;
	/** The room to open; without it the one of the configuration, or `#general`. */
	readonly room: string | undefined;
	readonly env: Env;
	/** What to say first, in a window that hides what was said before it opened. */
	readonly greeting?: string | undefined;
};

/** Opens the chat on the process's own terminal; resolves when the person has left. */
export async function openChatScreen(options: ChatOptions): Promise<void> {
	await withServers(options, async (shown) => {
		const { start, env, greeting } = options;
		const { stdin: input, stdout: output } = process;
		const terminal = takeTerminal({ input, output }, env);
		try {
			// It answers while the program is read.
			const [{ openScreen }, { readSources }] = await Promise.all([
				import("../screen.tsx"),
				import("./read-sources.ts"),
			]);
			const { sources, problems } = await readSources(start, {
				env,
				depth: output.getColorDepth(),
			});
			const { config, noMouse } = start;
			await openScreen({
				...shown,
				terminal,
				sources,
				config,
				noMouse,
				greeting,
				problems: [...start.problems, ...problems],
				outside: outsideOf(env, process.platform),
			});
		} finally {
			await terminal.restore();
		}
	});
}

/** Opens the chat in lines; resolves when the person has left. */
export async function openChatLines(options: ChatOptions): Promise<void> {
	await withServers(options, async (shown) => {
		const { start, env } = options;
		const { openPlain } = await import("../plain/plain.ts");
		const { canEdit, readPlainLook } = await import("../plain/plain-look.ts");
		const { readSources } = await import("./read-sources.ts");
		const { stdin: input, stdout: output } = process;
		const { sources, problems } = await readSources(start, { env, depth: 1 });
		for (const problem of [...start.problems, ...problems]) output.write(`${problem}\n`);
		const isTerminal = input.isTTY && output.isTTY;
		const editing = canEdit({ isTerminal, env, platform: process.platform });
		await openPlain({ ...shown, input, output, look: await readPlainLook(sources), editing });
	});
}

type Shown = {
	readonly servers: readonly ShownServer[];
	readonly connector: Connector;
	readonly place: ReturnType<typeof placeOf>;
	readonly signal: AbortSignal;
};

/** Opens the servers of a chat; closes them when `run` is done. */
async function withServers(
	{ start, room: wanted }: ChatOptions,
	run: (shown: Shown) => Promise<void>,
): Promise<void> {
	const room = roomName.parse(wanted ?? start.server?.room ?? "#general");
	const clients: Client[] = [];
	const asks = process.stdin.isTTY && process.stdout.isTTY;
	const connector = createConnector(start, { named: start.named, asks });
	try {
		const client = openClient(start, { catchUp: "latest", rooms: [room] });
		clients.push(client);
		const address = addressText(start);
		const label = start.server?.name ?? address;
		const servers: ShownServer[] = [{ id: home, label, address, client, as: start.as }];
		for (const [name, other] of start.opensAll ? start.named : []) {
			if (name === start.server?.name) continue;
			const server = connector.open(name, other);
			clients.push(server.client);
			servers.push(server);
		}
		await run({ servers, connector, place: placeOf(home, room), signal: untilEnded() });
	} finally {
		await Promise.all(clients.map((client) => client.close()));
	}
}

/** Aborted when somebody wants us to end, or our terminal has. */
function untilEnded(): AbortSignal {
	const ended = new AbortController();
	const end = () => ended.abort();
	// Not `once`: where nobody else listens any more, the renderer ends the process before we have left.
	for (const signal of ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"] as const) process.on(signal, end);
	process.stdout.on("error", end);
	// A terminal whose window is gone; that a pipe has ended, its reader knows.
	if (process.stdin.isTTY) process.stdin.on("error", end).on("end", end);
	return ended.signal;
}
