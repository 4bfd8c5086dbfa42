import { createClients } from "../desk/clients.ts";
import { type Controller, createController } from "../desk/controller.ts";
import { createDesk, type Desk } from "../desk/desk.ts";
import { welcome } from "../desk/welcome.ts";
import { toKeyEvent } from "../input/event.ts";
import { createLookMaker, usualSources } from "../start/look-maker.ts";
import { nothingOutside, type Outside } from "../start/outside.ts";
import { home } from "../state/place.ts";
import { emptyServer } from "../state/server.ts";
import type { State } from "../state/state.ts";
import { createStore } from "../state/store.ts";
import { conversationLines } from "../view/conversation-lines.ts";
import type { Look } from "../view/window.ts";
import { FakeClient } from "./fake-client.ts";
import { FakeConnector } from "./fake-connector.ts";
import { noon, stateOf } from "./samples.ts";
import { undress } from "./screen-rows.ts";

/** A chat without a terminal: what is pressed goes in, what a person would see comes out. */
export class Chat {
	readonly client = new FakeClient();
	readonly clients = createClients([[home, this.client]]);
	readonly connector = new FakeConnector();
	readonly desk: Desk;
	readonly controller: Controller;
	nowMs = noon;
	left = 0;
	redrawn = 0;
	/** Who is shown the bytes that come in. */
	readonly taps = new Set<(chunk: Uint8Array) => void>();
	/** What the terminal was sent besides the screen, and what was done with it. */
	readonly sent: string[] = [];
	readonly #store: ReturnType<typeof createStore>;

	constructor(
		size: { readonly columns?: number; readonly rows?: number } = {},
		outside: Outside = nothingOutside,
	) {
		// Whoever is welcomed for the first time is told more than a test is about.
		this.client.noted.set("window:welcomed", "yes");
		this.#store = createStore({ ...stateOf(size), servers: [emptyServer()], rooms: [] }, () => {});
		this.desk = createDesk({
			outside,
			clients: this.clients,
			connector: this.connector,
			store: this.#store,
			looks: createLookMaker(usualSources, (look) =>
				this.#store.change((now) => ({ ...now, look })),
			),
			now: () => this.nowMs,
			redraw: () => void this.redrawn++,
			terminal: {
				send: (bytes) => void this.sent.push(bytes),
				lend: async (run) => {
					this.sent.push("lent");
					await run(new AbortController().signal);
				},
				sayLast: (words) => void this.sent.push(words),
				suspend: () => void this.sent.push("suspended"),
				setMouse: (on) => void this.sent.push(`mouse ${on ? "on" : "off"}`),
				tapInput: (tap) => {
					this.taps.add(tap);
					return () => void this.taps.delete(tap);
				},
			},
			leave: () => void this.left++,
		});
		this.controller = createController(this.desk, welcome);
		this.clients.subscribe(this.controller.onNotice);
	}

	get look(): Look {
		return this.state.look;
	}

	get state(): State {
		return this.#store.get();
	}

	/** What the screen shows now, which may be a frame behind. */
	get shown(): State {
		return this.#store.shown();
	}

	/** The rows of the conversation. */
	get rows(): string[] {
		return conversationLines(this.state).map(({ text }) => undress(text).trim());
	}

	/** What is typed and not sent. */
	get typed(): string {
		return this.state.editor.text;
	}

	/** Presses keys, each in the spelling of the key tables: "ctrl+c", "alt+1", "pageup". */
	press(...chords: readonly string[]): void {
		for (const chord of chords) {
			const name = chord.replace(/^(?:ctrl\+|alt\+|shift\+)+/, "");
			const isHeld = (key: string) => chord.slice(0, -name.length).includes(`${key}+`);
			const held = { ctrl: isHeld("ctrl"), alt: isHeld("alt"), shift: isHeld("shift") };
			this.controller.onInput(toKeyEvent(name, held));
		}
	}

	type(text: string): void {
		this.controller.onInput({ type: "text", text });
	}

	/** Types a line and sends it. */
	say(text: string): void {
		this.type(text);
		this.press("enter");
	}
}
