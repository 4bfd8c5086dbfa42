import type { ReadStream } from "node:tty";
import type { Client, Me } from "@partyline/client";
import { accountName } from "@partyline/shared/protocol/ids";
import { type Instance, render } from "ink";
import type { ReactNode } from "react";
import { App } from "./app.tsx";
import { createController } from "./controller.ts";
import { createDesk } from "./desk.ts";
import type { Place, ServerId } from "./state/place.ts";
import { takeNotice } from "./state/reduce.ts";
import { emptyServer } from "./state/server.ts";
import { initialState, type State } from "./state/state.ts";
import { createStore } from "./state/store.ts";
import { type Terminal, type TerminalOutput, takeTerminal } from "./terminal.ts";
import type { Look } from "./view/window.ts";

/** A server whose rooms the screen shows. */
export type ShownServer = {
	readonly id: ServerId;
	/** What people call it. */
	readonly label: string;
	readonly client: Client;
	/** Who we will be there as far as is known before the first login. */
	readonly as?: string;
};

/** What a screen shows, and where. */
export type ScreenOptions = {
	/** The servers, the one with the first room first. */
	readonly servers: readonly ShownServer[];
	readonly place: Place;
	readonly input: ReadStream;
	readonly output: TerminalOutput;
	readonly look: Look;
	/** Ends the screen from outside, such as a signal. */
	readonly signal: AbortSignal;
};

const tickMs = 1_000;

/** Nothing is shown before the frame is whole (DEC mode 2026); the renderer says when it is. */
const beginFrame = "\x1b[?2026h";
/** Buttons and wheel, by the cell, in decimal (xterm modes 1000 and 1006). */
const mouseOn = "\x1b[?1000h\x1b[?1006h";
const mouseOff = "\x1b[?1006l\x1b[?1000l";
const emptyScreen = "\x1b[H\x1b[2J";

/** Shows the chat until the person leaves; resolves when the terminal is theirs again. */
export async function openScreen(options: ScreenOptions): Promise<void> {
	const { servers, output, input, signal } = options;
	const store = createStore(firstState(options), (delayMs, callback) => {
		setTimeout(callback, delayMs);
	});
	const app = <App store={store} />;
	const left = Promise.withResolvers<void>();
	const desk = createDesk({
		clients: new Map(servers.map(({ id, client }) => [id, client])),
		store,
		now: () => Date.now(),
		redraw: () => repaint(screen, output, app),
		terminal: {
			send: (bytes) => void output.write(bytes),
			lend: async (run) => {
				terminal.lend();
				try {
					await run();
				} finally {
					terminal.takeBack();
					repaint(screen, output, app);
				}
			},
			setMouse: (on) => void output.write(on ? mouseOn : mouseOff),
			tapInput: (tap) => terminal.tapInput(tap),
		},
		leave: () => left.resolve(),
	});
	const controller = createController(desk);
	// At a sudden end the renderer lets go first; else it would paint over what the terminal shows then.
	const unmount = () => screen.unmount();
	process.once("exit", unmount);
	const terminal = takeTerminal({ input, output }, (event) => controller.onInput(event));
	const unsubscribe = servers.map(({ id, client }) =>
		client.subscribe((notice) => controller.onNotice(notice, id)),
	);
	const screen = renderApp(app, terminal.silentInput, output);
	const onResize = () => {
		const { columns, rows } = sizeOf(output);
		controller.onResize(columns, rows);
	};
	output.on("resize", onResize);
	const unfollow = followTerminal(terminal, () => repaint(screen, output, app));
	const ticking = setInterval(() => controller.onTick(), tickMs);
	signal.addEventListener("abort", () => left.resolve(), { once: true });
	if (signal.aborted) left.resolve();
	try {
		for (const { client } of servers) client.start();
		// A view that throws ends the renderer, and there is nobody left to wait for.
		await Promise.race([left.promise, screen.waitUntilExit()]);
		desk.markRead();
	} finally {
		clearInterval(ticking);
		for (const end of unsubscribe) end();
		output.off("resize", onResize);
		unfollow();
		process.off("exit", unmount);
		unmount();
		await screen.waitUntilExit().finally(() => terminal.restore());
	}
}

function renderApp(app: ReactNode, stdin: ReadStream, stdout: TerminalOutput): Instance {
	return render(app, {
		stdout,
		stdin,
		alternateScreen: true,
		incrementalRendering: true,
		// The store sets the pace; a second brake in the renderer would delay keys.
		maxFps: 1_000,
		patchConsole: false,
		exitOnCtrlC: false,
		interactive: true,
	});
}

/**
 * Paints anew whenever the terminal may show something else, and lends it to whoever stops us
 * (`kill -TSTP`) until we go on.
 */
function followTerminal(terminal: Terminal, paint: () => void): () => void {
	const onStop = () => {
		terminal.lend();
		// Listening has taken the signal its effect; this one has no listeners.
		process.kill(process.pid, "SIGSTOP");
	};
	const onContinue = () => {
		terminal.takeBack();
		paint();
	};
	// Not "resize", which is silent when a window is back at its size before we look: its rows are not.
	process.on("SIGWINCH", paint).on("SIGTSTP", onStop).on("SIGCONT", onContinue);
	return () =>
		void process.off("SIGWINCH", paint).off("SIGTSTP", onStop).off("SIGCONT", onContinue);
}

/**
 * Paints the screen anew, from its corner. The renderer draws from where it left the cursor, and a
 * terminal moves it with its size.
 */
function repaint(screen: Instance, output: TerminalOutput, app: ReactNode): void {
	output.write(beginFrame);
	screen.clear();
	output.write(emptyScreen);
	screen.rerender(app);
}

/** The size of the terminal; one that does not know its own, as on a serial line, is the usual one. */
function sizeOf({ columns, rows }: TerminalOutput): { columns: number; rows: number } {
	return { columns: columns || 80, rows: rows || 24 };
}

/** What can be shown before the network answers: yesterday's messages and what waits to be sent. */
function firstState({ servers, place, output, look }: ScreenOptions): State {
	const state = initialState({
		...sizeOf(output),
		now: Date.now(),
		place,
		look,
		servers: servers.map(({ id, label }) => emptyServer(id, label)),
	});
	return servers.reduce(withKnown, state);
}

/** The state with what is known of a server without asking it. */
function withKnown(before: State, { id, client, as }: ShownServer): State {
	let state = before;
	const account = accountName.safeParse(as).data;
	const presumed: Me | undefined = account && { account, name: account, role: "guest" };
	const me = client.me() ?? presumed;
	if (me !== undefined) state = takeNotice(state, { type: "me", me }, id);
	state = takeNotice(state, { type: "rooms", rooms: client.joinedRooms() }, id);
	for (const { room } of client.joinedRooms()) {
		for (const event of client.cachedPage(room))
			state = takeNotice(state, { type: "event", event, mine: event.by === me?.account }, id);
	}
	for (const entry of client.outbox()) {
		const progress = entry.refused === undefined ? "pending" : "refused";
		state = takeNotice(state, { type: "post", state: progress, entry }, id);
	}
	return state;
}
