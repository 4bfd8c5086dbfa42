import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName, Seq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { HelloResult, LoginResult, PresenceState } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import type { ClientNotice, ClientOptions, Me } from "./client-api.ts";
import { systemClock } from "./clock.ts";
import { Connection } from "./connection.ts";
import { Delivery } from "./delivery.ts";
import { ClosedError, ConnectionError, RequestError } from "./errors.ts";
import { greet, type Login, logIn } from "./handshake.ts";
import type { Link, Notification } from "./link.ts";
import { Listeners } from "./listeners.ts";
import { type WakeableClock, wakeable } from "./patience.ts";
import { ReadMarks } from "./read-marks.ts";
import { Rooms } from "./rooms.ts";
import type { State } from "./state.ts";
import type { ConnectionStatus } from "./status.ts";
import { dialTcp } from "./tcp.ts";

/** What the core is made of. */
export type CoreOptions = {
	readonly client: ClientOptions;
	readonly account: AccountName;
	readonly wanted: readonly RoomName[];
	readonly state: State;
};

/** Wires the parts of a client: who tells whom, and in which order. */
export class ClientCore {
	readonly notices = new Listeners<ClientNotice>();
	readonly connection: Connection;
	readonly rooms: Rooms;
	readonly delivery: Delivery;
	readonly readMarks = new ReadMarks();
	readonly state: State;
	me: Me | undefined;
	server: HelloResult | undefined;
	/** Said again at each login. */
	presence: Exclude<PresenceState, "offline"> = "online";
	readonly #options: CoreOptions;
	// For what waits on the present connection only.
	readonly #waits: WakeableClock;
	#epoch: string | undefined;

	constructor(options: CoreOptions) {
		this.#options = options;
		this.#waits = wakeable(this.#chance.clock);
		this.state = options.state;
		this.#epoch = this.state.cache.epoch();
		this.connection = this.#createConnection();
		this.rooms = this.#createRooms();
		this.delivery = new Delivery({
			outbox: this.state.outbox,
			...this.#chance,
			clock: this.#waits,
			epoch: () => this.#epoch,
			notify: (notice) => this.notices.tell(notice),
			onFailure: (error) => this.connection.fail(toConnectionError(error)),
		});
	}

	/** Asks over the live connection; rejects with ClosedError when there is none. */
	readonly call: Call = async (method, params) => {
		const link = this.connection.live;
		if (link === undefined) throw new ClosedError("There is no connection to the server now.");
		return link.call(method, params);
	};

	async close(): Promise<void> {
		await this.connection.close();
		this.delivery.close();
		this.state.close();
	}

	/** Takes note that we are shown by another name. */
	rename(name: string): void {
		if (this.me === undefined || this.me.name === name) return;
		this.#setMe({ ...this.me, name });
	}

	/** Takes note of how far a room is read, here or on another device. */
	takeRead(room: RoomName, seq: Seq): void {
		const readSeq = this.rooms.takeRead(room, seq);
		if (readSeq !== undefined) this.notices.tell({ type: "read", room, seq: readSeq });
	}

	get #chance() {
		const { clock = systemClock, random = Math.random } = this.#options.client;
		return { clock, random };
	}

	#createConnection(): Connection {
		const { host, port, dial = dialTcp } = this.#options.client;
		return new Connection({
			address: { host, port },
			dial,
			...this.#chance,
			handshake: (link, onProgress) => this.#shakeHands(link, onProgress),
			onStatus: (status) => this.notices.tell({ type: "status", status }),
			onNotification: (notification) => this.#onNotification(notification),
			onLive: (link) => this.#onLive(link),
			onLost: () => this.#onLost(),
		});
	}

	#createRooms(): Rooms {
		const { catchUp = "all", backlog } = this.#options.client;
		return new Rooms({
			cache: this.state.cache,
			...this.#chance,
			clock: this.#waits,
			catchUp,
			backlog: backlog ?? (catchUp === "latest" ? limits.pageEvents : 0),
			wanted: this.#options.wanted,
			onEvent: (event) => this.#onEvent(event),
			onReset: (room, from) => this.notices.tell({ type: "reset", room, from }),
			onListChanged: (rooms) => this.notices.tell({ type: "rooms", rooms }),
			onFailure: (error) => this.connection.fail(toConnectionError(error)),
		});
	}

	async #shakeHands(link: Link, onProgress: (status: ConnectionStatus) => void): Promise<void> {
		const { clientName = "partyline-client", clientVersion } = this.#options.client;
		const program = clientVersion === undefined ? clientName : `${clientName} ${clientVersion}`;
		onProgress({ state: "hello" });
		this.server = await greet(link.call, program);
		this.#enterEpoch(this.server.epoch);
		onProgress({ state: "login" });
		const { credentials } = this.state;
		const { clock } = this.#chance;
		this.rooms.beginLogin();
		const login = await logIn(link.call, { name: this.#options.account, credentials, clock });
		this.#setMe(toMe(login));
		onProgress({ state: "syncing" });
		await this.#takeUpRooms(link, login);
	}

	async #takeUpRooms(link: Link, login: Login): Promise<void> {
		try {
			await this.rooms.takeUp(link.call, login);
			this.#markRead(login);
		} catch (error) {
			// Only a refused hello or login is the last word; a room may be otherwise next time.
			throw error instanceof RequestError && !error.isRetryable ? toConnectionError(error) : error;
		}
	}

	// Read while there was no connection, perhaps by an earlier process.
	#markRead(login: LoginResult): void {
		const told = new Map(login.rooms.map((joined) => [joined.room, joined.readSeq]));
		for (const { room, readSeq } of this.rooms.all())
			if (readSeq > (told.get(room) ?? readSeq)) this.readMarks.mark(room, readSeq);
	}

	#enterEpoch(epoch: string): void {
		const isAnother = this.#epoch !== undefined && this.#epoch !== epoch;
		// Before anything remembers the new epoch: cut short in between, it is done again next time.
		if (isAnother) this.state.outbox.dropReplies(epoch);
		this.state.cache.enterEpoch(epoch);
		this.#epoch = epoch;
		if (!isAnother) return;
		this.rooms.startOver();
		this.readMarks.clear();
		this.notices.tell({ type: "epoch", epoch });
	}

	#onLive(link: Link): void {
		this.delivery.begin(link.call);
		this.readMarks.begin(link.call);
		if (this.presence === "online") return;
		// A signal: if it is lost with the connection, the next login says it again.
		link.call("presence", { state: this.presence }).catch(() => {});
	}

	#onLost(): void {
		this.delivery.stop();
		this.readMarks.stop();
		this.rooms.stop();
		this.#waits.wakeAll();
	}

	#onEvent(event: ReceivedEvent): void {
		const mine = event.by === (this.me?.account ?? this.#options.account);
		if (mine && event.type === "message") this.delivery.onOwnMessage(event);
		this.notices.tell({ type: "event", event, mine });
	}

	#onNotification({ method, params }: Notification): void {
		switch (method) {
			case "event":
				this.rooms.receive(params);
				break;
			case "limited":
				this.rooms.onLimited(params);
				break;
			case "read":
				this.takeRead(params.room, params.seq);
				break;
			case "typing":
				this.notices.tell({ type: "typing", ...params });
				break;
			case "presence":
				if (params.account === this.me?.account) this.rename(params.name);
				this.notices.tell({ type: "presence", ...params });
				break;
			// The link ends by itself and says why.
			case "bye":
		}
	}

	#setMe(me: Me): void {
		this.me = me;
		this.notices.tell({ type: "me", me });
	}
}

function toMe({ account, name, role }: LoginResult): Me {
	return { account, name, role };
}

function toConnectionError(cause: unknown): ConnectionError {
	if (cause instanceof ConnectionError) return cause;
	const message = cause instanceof Error ? cause.message : String(cause);
	return new ConnectionError(message, { cause });
}
