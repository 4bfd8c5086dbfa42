import type { ReadStream } from "node:tty";
import { type Instance, render } from "ink";
import type { ReactNode } from "react";
import { App } from "./app.tsx";
import { type Clients, createClients } from "./clients.ts";
import type { Connector } from "./connector.ts";
import { createController } from "./controller.ts";
import { createDesk } from "./desk.ts";
import { restoreSent } from "./sent-lines.ts";
import { type ShownServer, withKnown } from "./shown-server.ts";
import type { Place } from "./state/place.ts";
import { emptyServer } from "./state/server.ts";
import { initialState, type State } from "./state/state.ts";
import { createStore } from "./state/store.ts";
import { type Terminal, type TerminalOutput, takeTerminal } from "./terminal.ts";
import type { Look } from "./view/window.ts";
import { restoreWindow } from "./welcome.ts";

/** What a screen shows, and where. */
export type ScreenOptions = {
	/** The servers, the one with the first room first. */
	readonly servers: readonly ShownServer[];
	/** How more of them are opened; without it these are all. */
	readonly connector?: Connector;
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
	const clients = createClients(servers.map(({ id, client }) => [id, client]));
	const app = <App store={store} />;
	const left = Promise.withResolvers<void>();
	const desk = createDesk({
		clients,
		connector: options.connector,
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
	restoreWindow(desk);
	restoreSent(desk);
	const controller = createController(desk);
	process.once("exit", controller.close);
	// At a sudden end the renderer lets go first; else it would paint over what the terminal shows then.
	const unmount = () => screen.unmount();
	process.once("exit", unmount);
	const terminal = takeTerminal({ input, output }, (event) => controller.onInput(event));
	const unsubscribe = clients.subscribe(controller.onNotice);
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
		unsubscribe();
		output.off("resize", onResize);
		unfollow();
		process.off("exit", unmount);
		process.off("exit", controller.close);
		controller.close();
		unmount();
		await screen.waitUntilExit().finally(() => terminal.restore());
		await closeOthers(clients, servers);
	}
}

/** Closes what was connected to from the window; the servers it was opened with are for the caller to close. */
async function closeOthers(clients: Clients, first: readonly ShownServer[]): Promise<void> {
	const others = [...clients].filter(([, other]) => first.every(({ client }) => client !== other));
	await Promise.all(others.map(([, client]) => client.close()));
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
		servers: servers.map(({ id, label, address }) => emptyServer(id, label, address)),
	});
	return servers.reduce(withKnown, state);
}
