import { createClients } from "../../desk/clients.ts";
import { home } from "../../state/place.ts";
import { emptyServer } from "../../state/server.ts";
import { initialState, type State } from "../../state/state.ts";
import { createStore } from "../../state/store.ts";
import { FakeClient } from "../../testing/fake-client.ts";
import { FakeConnector } from "../../testing/fake-connector.ts";
import { event, general, noon } from "../../testing/samples.ts";
import { createLook, type LookParts } from "../../view/window.ts";
import { createSession, type Session } from "../session.ts";

/** A chat in lines without a terminal: lines go in, what a person would read comes out. */
export class PlainRig {
	readonly client = new FakeClient();
	readonly clients = createClients([[home, this.client]]);
	readonly session: Session;
	nowMs = noon;
	left = 0;
	#printed = "";
	#read = 0;

	constructor({
		isTerminal = true,
		isFirst = false,
		look = {},
	}: {
		readonly isTerminal?: boolean;
		/** Whether the person has never been here. */
		readonly isFirst?: boolean;
		readonly look?: Partial<LookParts>;
	} = {}) {
		if (!isFirst) this.client.noted.set("window:welcomed", "yes");
		const state = initialState({
			columns: 80,
			rows: 24,
			now: noon,
			place: general,
			look: createLook(look),
			servers: [emptyServer(home, "chat.example.org")],
		});
		this.session = createSession({
			clients: this.clients,
			connector: new FakeConnector(),
			store: createStore(state, () => {}),
			now: () => this.nowMs,
			isTerminal,
			print: (text) => {
				this.#printed += text;
			},
			leave: () => void this.left++,
		});
		this.clients.subscribe(this.session.takeNotice);
	}

	/** A chat that is connected, and whose first room was told of. */
	static async open(
		rooms: readonly string[] = ["#general"],
		options: ConstructorParameters<typeof PlainRig>[0] = {},
	): Promise<PlainRig> {
		const rig = new PlainRig(options);
		rig.client.goLive("ann", ...rooms);
		await rig.settle();
		rig.lines();
		return rig;
	}

	get state(): State {
		return this.session.desk.state();
	}

	/** All that was printed. */
	get printed(): string {
		return this.#printed;
	}

	/** The lines since it was asked last. */
	lines(): string[] {
		this.session.tell();
		const fresh = this.#printed.slice(this.#read);
		this.#read = this.#printed.length;
		return fresh.split("\n").slice(0, -1);
	}

	/** An event comes. */
	hear(seq: number, details: Readonly<Record<string, unknown>> = {}): void {
		const happened = event(seq, details);
		this.client.tell({ type: "event", event: happened, mine: happened.by === "ann" });
	}

	/** Types a line; resolves with what is told of it. */
	async type(line: string): Promise<string[]> {
		await this.session.takeLine(line);
		return this.lines();
	}

	/** Lets time pass, second by second. */
	pass(seconds: number): void {
		for (let second = 0; second < seconds; second++) {
			this.nowMs += 1_000;
			this.session.tick();
		}
	}

	/** Lets everything happen that was asked of the client. */
	async settle(): Promise<void> {
		for (let turn = 0; turn < 5; turn++) {
			this.session.tell();
			await new Promise<void>((resolve) => setImmediate(resolve));
		}
		this.session.tell();
	}
}
