import { setImmediate as nextTurn } from "node:timers/promises";
import type { ReadStream } from "node:tty";
import type { ConnectionStatus } from "@partyline/client";
import { createClients } from "../desk/clients.ts";
import type { Connector } from "../desk/connector.ts";
import { restoreSent } from "../desk/sent-lines.ts";
import { type ShownServer, withKnown } from "../desk/shown-server.ts";
import { exitCode, UserError } from "../start/user-error.ts";
import type { Place } from "../state/place.ts";
import { emptyServer } from "../state/server.ts";
import { initialState, type State, statusIn } from "../state/state.ts";
import { createStore } from "../state/store.ts";
import type { TerminalOutput } from "../terminal/terminal.ts";
import type { Look } from "../view/window.ts";
import { openEditingInput } from "./editing-input.ts";
import { openLineInput } from "./line-input.ts";
import { countOf } from "./sentences.ts";
import { createSession, type Session } from "./session.ts";
import type { Typist, TypistEvents } from "./typist.ts";

/** What a chat in lines shows, and where. */
export type PlainOptions = {
	/** The servers, the one with the first room first. */
	readonly servers: readonly ShownServer[];
	/** How more of them are opened; without it these are all. */
	readonly connector?: Connector;
	readonly place: Place;
	readonly input: ReadStream;
	readonly output: TerminalOutput;
	readonly look: Look;
	/** Ends it from outside: a signal, or an output that nobody reads any more. */
	readonly signal: AbortSignal;
	/** Edits the line on the terminal, which takes a cursor that moves; else not one control byte is written. */
	readonly editing?: boolean;
};

const tickMs = 1_000;
/** How long a pipe waits for the server, before its first line and after its last. */
const pipeMs = 15_000;

/** Chats in lines until the person leaves, or until all that came by a pipe is kept. Throws `UserError` when it is not. */
export async function openPlain(options: PlainOptions): Promise<void> {
	const { servers, input, output, signal } = options;
	const store = createStore(firstState(options), (delayMs, callback) => {
		setTimeout(callback, delayMs);
	});
	const clients = createClients(servers.map(({ id, client }) => [id, client]));
	const left = Promise.withResolvers<void>();
	const leave = () => left.resolve();
	let hasQuit = false;
	// Whoever says so in a pipe still waits for what was said before.
	const quit = () => {
		hasQuit = true;
		events.onEnd();
	};
	const session: Session = createSession({
		clients,
		connector: options.connector,
		store,
		now: () => Date.now(),
		isTerminal: input.isTTY,
		print: (text) => typist.print(text),
		leave: quit,
	});
	restoreSent(session.desk);
	const events = input.isTTY
		? typedEvents(session, { leave, hasQuit: () => hasQuit })
		: pipeEvents(session, left);
	const typist = openTypist(options, session, events);
	process.once("exit", session.close);
	const tell = () => {
		session.tell();
		typist.follow(store.get());
	};
	const unsubscribe = clients.subscribe(session.takeNotice);
	const unfollow = store.subscribe(tell);
	const ticking = setInterval(session.tick, tickMs);
	signal.addEventListener("abort", leave, { once: true });
	if (signal.aborted) leave();
	try {
		for (const { client } of servers) client.start();
		await left.promise;
		// A line of a pipe that waited for the server is kept, though it cannot be sent now.
		if (!input.isTTY) await nextTurn();
		store.flush();
		session.desk.markRead();
		if (input.isTTY) sayWhatWaits(session, typist);
	} finally {
		clearInterval(ticking);
		unsubscribe();
		unfollow();
		typist.close();
		process.off("exit", session.close);
		session.close();
		const others = [...clients].filter(([id]) => servers.every((server) => server.id !== id));
		await Promise.all(others.map(([, client]) => client.close()));
	}
	if (!input.isTTY) checkPipe(session, !signal.aborted && output.writable);
}

function openTypist(
	{ input, output, editing = false }: PlainOptions,
	{ desk, clean, commands }: Session,
	events: TypistEvents,
): Typist {
	if (!editing || !input.isTTY) return openLineInput({ input, output, desk, clean }, events);
	const commandsStarting = (typed: string) =>
		commands.flatMap(({ name, aliases }) => {
			const found = [name, ...aliases].find((one) => `/${one}`.startsWith(typed.toLowerCase()));
			return found === undefined ? [] : [`/${found} `];
		});
	return openEditingInput({ input, output, desk, clean, commandsStarting }, events);
}

type Leaving = { readonly leave: () => void; readonly hasQuit: () => boolean };

function typedEvents(session: Session, { leave, hasQuit }: Leaving): TypistEvents {
	return {
		onLine: async (line) => {
			// What was typed behind `/quit` may have come with it, and was not meant for the room.
			if (!hasQuit()) await session.takeLine(line);
		},
		onInterrupt: session.interrupt,
		onEnd: leave,
	};
}

/** A pipe waits for the server before it says anything, and for the acks before it leaves. */
function pipeEvents(
	session: Session,
	{ promise: left, resolve: leave }: PromiseWithResolvers<void>,
): TypistEvents {
	const { desk, posts } = session;
	const isLive = () => desk.client().status().state === "live";
	const isOver = () => desk.client().status().state === "closed";
	const begun = until(() => (isLive() && session.isOpen()) || isOver(), left);
	const isDone = () => isOver() || (isLive() && posts.waiting() === 0);
	let isEnded = false;
	const end = async () => {
		await begun;
		await session.finish();
		// Where no server came for the first line, there has been waiting enough.
		if (isLive()) await until(isDone, left);
	};
	return {
		onLine: async (line) => {
			await begun;
			if (!isEnded) await session.takeLine(line);
		},
		onInterrupt: leave,
		onEnd: () => {
			isEnded = true;
			end().then(leave, leave);
		},
	};
}

/** Resolves when that holds, when it has not for too long, or when one has left. */
function until(holds: () => boolean, left: Promise<void>): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			clearInterval(looking);
			clearTimeout(timer);
			resolve();
		};
		const look = () => {
			if (holds()) end();
		};
		// What is looked for comes from the client, the store and the disk: no one of them tells of all.
		const looking = setInterval(look, lookMs);
		const timer = setTimeout(end, pipeMs);
		left.then(end, end);
		look();
	});
}

const lookMs = 20;

function sayWhatWaits({ posts }: Session, typist: Typist): void {
	const waiting = posts.waiting();
	if (waiting === 0) return;
	const they = waiting === 1 ? "waits on disk; it is" : "wait on disk; they are";
	typist.print(`${countOf(waiting)} ${they} sent when you come back.\n`);
}

/** Throws what a script must know; of one that was cut off, only what became of its messages. */
function checkPipe({ posts, failures, desk }: Session, isWhole: boolean): void {
	const waiting = posts.waiting();
	const status = statusIn(desk.state());
	if (waiting > 0) throw unsentError(status, waiting);
	if (posts.refused() > 0)
		throw new UserError(`Refused: ${countOf(posts.refused())}.`, { exit: exitCode.refused });
	if (!isWhole) return;
	if (failures() > 0) {
		const lines = failures() === 1 ? "1 line" : `${failures()} lines`;
		throw new UserError(`${lines} could not be taken.`, { exit: exitCode.data });
	}
	if (status.state !== "live") throw connectionError(status);
}

function unsentError(status: ConnectionStatus, waiting: number): UserError {
	const they = waiting === 1 ? "It waits" : "They wait";
	const unsent = `Not sent: ${countOf(waiting)}. ${they} on disk and will be sent the next time.`;
	const { message, code } = connectionError(status);
	// Another try helps nobody there.
	return code === exitCode.protocol
		? new UserError(`${unsent} ${message}`, { exit: code })
		: new UserError(unsent, { exit: exitCode.tempFail });
}

/** Why there is no connection, for a script: a server that is another one is told from one that refuses. */
function connectionError(status: ConnectionStatus): UserError {
	const problem = "problem" in status ? status.problem : undefined;
	const message = problem ?? "There is no connection.";
	if (status.state !== "closed") return new UserError(message, { exit: exitCode.unavailable });
	const exit = status.code === "changed_key" ? exitCode.protocol : exitCode.refused;
	return new UserError(message, { exit });
}

/** What is known before the network answers. A line has no width: that of the usual screen says how much is loaded. */
function firstState({ servers, place, look }: PlainOptions): State {
	const known = servers.map(({ id, label, address }) => emptyServer(id, label, address));
	const state = initialState({
		columns: 80,
		rows: 24,
		now: Date.now(),
		place,
		look,
		servers: known,
	});
	return servers.reduce(withKnown, state);
}
