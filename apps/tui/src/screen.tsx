import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { App } from "./app.tsx";
import { type Config, defaultConfig } from "./config/config.ts";
import { type Clients, createClients } from "./desk/clients.ts";
import type { Connector } from "./desk/connector.ts";
import { type Controller, createController } from "./desk/controller.ts";
import { createDesk, type Desk, type TerminalControl } from "./desk/desk.ts";
import { restoreMouse } from "./desk/mouse-choice.ts";
import { restoreSent } from "./desk/sent-lines.ts";
import type { ShownServer } from "./desk/shown-server.ts";
import { restoreWindow, welcome } from "./desk/welcome.ts";
import { keepTitle } from "./desk/window-title.ts";
import { restoreSides } from "./start/configured-sides.ts";
import { firstState, sizeOf } from "./start/first-state.ts";
import { createLookMaker, type LookSources, lookOf } from "./start/look-maker.ts";
import { nothingOutside, type Outside } from "./start/outside.ts";
import { keepHeapSmall } from "./start/small-heap.ts";
import type { Place } from "./state/place.ts";
import type { State } from "./state/state.ts";
import { createStore } from "./state/store.ts";
import { followJob, type Job } from "./terminal/job-control.ts";
import { takeAnswers } from "./terminal/take-answers.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { openUi, type Ui } from "./ui/open-ui.tsx";
import { createSilentInput } from "./ui/silent-input.ts";

/** What a screen shows, and where. */
export type ScreenOptions = {
	/** The servers, the one with the first room first. */
	readonly servers: readonly ShownServer[];
	/** How more of them are opened; without it these are all. */
	readonly connector?: Connector;
	readonly place: Place;
	/** The terminal, taken already; the screen gives it back. */
	readonly terminal: Terminal;
	/** What everything looks like, but for what the terminal says of itself. */
	readonly sources: LookSources;
	readonly config?: Pick<Config, "layout" | "mouse">;
	/** Leaves the mouse to the terminal, whatever was chosen before. */
	readonly noMouse?: boolean;
	/** What to say first. */
	readonly greeting?: string | undefined;
	/** What the person is to know from the first frame on, such as what is wrong in their configuration. */
	readonly problems?: readonly string[];
	/** Ends the screen from outside, such as a signal. */
	readonly signal: AbortSignal;
	/** What there is around the terminal. */
	readonly outside?: Outside;
};

const tickMs = 1_000;

/** Shows the chat until the person leaves; resolves when the terminal is theirs again. */
export async function openScreen(options: ScreenOptions): Promise<void> {
	const { servers, terminal, signal } = options;
	const left = Promise.withResolvers<void>();
	const leave = () => {
		// What is typed from here on, even in the same chunk, is for the shell.
		terminal.listen(() => {});
		left.resolve();
	};
	signal.addEventListener("abort", leave, { once: true });
	if (signal.aborted) leave();
	const ending = new AbortController();
	const window = openWindow(options, { leave, ended: ending.signal });
	try {
		for (const { client } of servers) client.start();
		// A view that throws ends the renderer, and there is nobody left to wait for.
		await Promise.race([left.promise, window.ui.ended]);
		window.desk.markRead();
	} finally {
		ending.abort();
		await window.lent();
		window.close();
		await window.ui.ended.finally(() => terminal.restore());
		for (const words of window.lastWords) terminal.output.write(`${words}\n`);
		await closeOthers(window.desk.clients, servers);
	}
}

type OpenWindow = Pick<Control, "lent" | "lastWords"> & {
	readonly desk: Desk;
	readonly ui: Ui;
	readonly close: () => void;
};

type Ending = {
	readonly leave: () => void;
	/** Aborted when the window is to close. */
	readonly ended: AbortSignal;
};

/** Puts the window together: what is shown, what can be done in it, and what comes to it. */
function openWindow(options: ScreenOptions, { leave, ended }: Ending): OpenWindow {
	const { servers, terminal } = options;
	const sources = { ...options.sources, ...terminal.answered() };
	const first = firstState({ ...options, look: lookOf(sources), size: sizeOf(terminal.output) });
	const store = createStore(first, (delayMs, callback) => void setTimeout(callback, delayMs));
	const looks = createLookMaker(sources, (look) => store.change((state) => ({ ...state, look })));
	const repaint = () => {
		const { columns, rows } = sizeOf(terminal.output);
		controller.onResize(columns, rows);
		ui.repaint();
	};
	const job = followJob(terminal, { rest: () => ui.rest(), repaint });
	const { control, lent, lastWords } = controlOf(terminal, job, ended);
	const desk = createDesk({
		clients: createClients(servers.map(({ id, client }) => [id, client])),
		connector: options.connector,
		store,
		looks,
		outside: options.outside ?? nothingOutside,
		now: () => Date.now(),
		redraw: repaint,
		terminal: control,
		leave,
	});
	restore(desk, options);
	// The first frame is what is shown from the beginning on.
	store.flush();
	const controller = createController(desk, welcome);
	const ui = openUi(<App store={store} />, {
		input: createSilentInput(),
		output: terminal.output,
	});
	const unfollow = follow(desk, { terminal, controller });
	takeAnswers(terminal, looks);
	return {
		desk,
		ui,
		lent,
		lastWords,
		close: () => {
			job.unfollow();
			unfollow();
			ui.close();
		},
	};
}

type Control = {
	readonly control: TerminalControl;
	/** Resolves when nobody else has the terminal. */
	readonly lent: () => Promise<void>;
	/** What is to be said at the very end. */
	readonly lastWords: readonly string[];
};

function controlOf(terminal: Terminal, { lend, suspend }: Job, ended: AbortSignal): Control {
	let lent = Promise.resolve();
	const lastWords: string[] = [];
	const control: TerminalControl = {
		send: terminal.send,
		lend: (run) => {
			const lending = lend(() => run(ended));
			// Why it failed is told to whoever lent it.
			lent = lending.catch(() => {});
			return lending;
		},
		sayLast: (words) => void lastWords.push(sanitizeLine(words)),
		suspend: () => void suspend(),
		setMouse: (mouse) => terminal.wish({ mouse }),
		tapInput: terminal.tapInput,
	};
	return { control, lent: () => lent, lastWords };
}

/** Puts back how the window was left. What a disk refuses is told and costs no more than that. */
function restore(desk: Desk, options: ScreenOptions): void {
	const { config = defaultConfig, noMouse = false, greeting, problems = [] } = options;
	const steps = [
		() => restoreWindow(desk),
		() => restoreSides(desk, config.layout),
		() => (noMouse ? desk.change(withoutMouse) : restoreMouse(desk, config.mouse)),
		() => restoreSent(desk),
	];
	for (const step of steps)
		try {
			step();
		} catch (error) {
			desk.problem(error);
		}
	if (greeting !== undefined) desk.tell(greeting);
	for (const problem of problems) desk.tell(problem, "problem");
}

function withoutMouse(state: State): State {
	return { ...state, mouse: false };
}

/** Lets everything that happens come to the controller, until the returned function is called. */
function follow(
	{ clients, store }: Desk,
	{ terminal, controller }: { readonly terminal: Terminal; readonly controller: Controller },
): () => void {
	const { output } = terminal;
	const onResize = () => {
		const { columns, rows } = sizeOf(output);
		controller.onResize(columns, rows);
	};
	const unsubscribe = clients.subscribe(controller.onNotice);
	terminal.listen(controller.onInput);
	output.on("resize", onResize);
	const ticking = setInterval(() => controller.onTick(), tickMs);
	keepTitle(store, (title) => terminal.wish({ title }));
	const letHeapGrow = keepHeapSmall(store);
	process.once("exit", controller.close);
	return () => {
		letHeapGrow();
		clearInterval(ticking);
		unsubscribe();
		terminal.listen(() => {});
		output.off("resize", onResize);
		process.off("exit", controller.close);
		controller.close();
	};
}

/** Closes what was connected to from the window; the servers it was opened with are for the caller to close. */
async function closeOthers(clients: Clients, first: readonly ShownServer[]): Promise<void> {
	const others = [...clients].filter(([, other]) => first.every(({ client }) => client !== other));
	await Promise.all(others.map(([, client]) => client.close()));
}
