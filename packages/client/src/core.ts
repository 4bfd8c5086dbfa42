import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	type RoomName,
	roomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { HelloResult, PresenceState } from "@partyline/shared/protocol/shapes";
import { nameAddress } from "./address.ts";
import type { Call } from "./calls.ts";
import type { ClientNotice, ClientOptions, SignIn, SigningIn } from "./client-api.ts";
import { systemClock } from "./clock.ts";
import { Connection } from "./connection.ts";
import { askForDeed } from "./deed.ts";
import { Delivery } from "./delivery.ts";
import { ClosedError, RequestError, toConnectionError } from "./errors.ts";
import { greet, type Login, logIn } from "./handshake.ts";
import { Identity } from "./identity.ts";
import type { Link, Notification } from "./link.ts";
import { Listeners } from "./listeners.ts";
import { type WakeableClock, wakeable } from "./patience.ts";
import { ReadMarks } from "./read-marks.ts";
import { Rooms } from "./rooms.ts";
import type { State } from "./state.ts";
import type { ConnectionStatus } from "./status.ts";
import { createServerDial } from "./trust/dial-server.ts";
import { type KnownServers, memoryKnownServers } from "./trust/known-servers.ts";

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
	readonly identity: Identity;
	server: HelloResult | undefined;
	/** Said again at each login. */
	presence: Exclude<PresenceState, "offline"> = "online";
	readonly #options: CoreOptions;
	readonly #knownServers: KnownServers;
	// For what waits on the present connection only.
	readonly #waits: WakeableClock;
	#epoch: string | undefined;

	constructor(options: CoreOptions) {
		this.#options = options;
		this.#knownServers = options.client.knownServers ?? memoryKnownServers();
		this.#waits = wakeable(this.#chance.clock);
		this.state = options.state;
		this.#epoch = this.state.cache.epoch();
		this.identity = new Identity({
			signIn: options.client.signIn,
			credentials: this.state.credentials,
			notify: (notice) => this.notices.tell(notice),
		});
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

	/** As `call`, and asks again over the same connection when the server says to wait, telling it each time. */
	async ask<T>(work: (call: Call) => Promise<T>, room?: string): Promise<T> {
		const link = this.connection.live;
		if (link === undefined) return work(this.call);
		const { data } = roomName.safeParse(room);
		return askForDeed(() => work(link.call), {
			...this.#chance,
			clock: this.#waits,
			isCurrent: () => this.connection.live === link,
			onSlowed: (retryAfterMs, { message: reason }) =>
				this.notices.tell({
					type: "slowed",
					retryAfterMs,
					reason,
					...(data === undefined ? {} : { room: data }),
				}),
		});
	}

	/** Comes in anew, by a password. */
	signIn(how: SignIn): SigningIn {
		const signingIn = this.identity.signIn(how);
		this.connection.startAnew();
		return signingIn;
	}

	async close(): Promise<void> {
		await this.connection.close();
		this.identity.dropSecret("The client was closed.");
		this.delivery.close();
		this.state.close();
	}

	/** Takes note of how far a room is read, here or on another device. */
	takeRead(room: RoomName, seq: Seq): void {
		const readSeq = this.rooms.takeRead(room, seq);
		if (readSeq !== undefined) this.notices.tell({ type: "read", room, seq: readSeq });
	}

	/** A public room has another name: what we have of it goes on under that. */
	#rename(from: RoomName, to: RoomName, isKnown: boolean): void {
		try {
			this.delivery.rename(from, to);
		} catch {
			// A full disk, perhaps: what waits is sent under the old name, which finds the room too.
		}
		this.readMarks.rename(from, to);
		if (isKnown) this.notices.tell({ type: "renamed", from, to });
	}

	get #address() {
		const { host, port } = this.#options.client;
		return { host, port };
	}

	get #chance() {
		const { clock = systemClock, random = Math.random } = this.#options.client;
		return { clock, random };
	}

	#createConnection(): Connection {
		const { scheme = "bare", pin, dial } = this.#options.client;
		return new Connection({
			address: this.#address,
			dial: dial ?? createServerDial({ scheme, pin, knownServers: this.#knownServers }),
			...this.#chance,
			handshake: (link, onProgress) => this.#shakeHands(link, onProgress),
			onStatus: (status) => this.#onStatus(status),
			onNotification: (notification) => this.#onNotification(notification),
			onLive: (link) => this.#onLive(link),
			onLost: () => this.#onLost(),
		});
	}

	#createRooms(): Rooms {
		const { catchUp = "all", backlog, follow = "all" } = this.#options.client;
		return new Rooms({
			cache: this.state.cache,
			...this.#chance,
			clock: this.#waits,
			...{ catchUp, follow },
			backlog: backlog ?? (catchUp === "latest" ? limits.pageEvents : 0),
			wanted: this.#options.wanted,
			onEvent: (event) => this.#onEvent(event),
			onRenamed: (from, to, isKnown) => this.#rename(from, to, isKnown),
			onGone: (room) => this.readMarks.drop(room),
			onReset: (room, from) => this.notices.tell({ type: "reset", room, from }),
			onComings: (room, comings) => this.notices.tell({ type: "comings", room, ...comings }),
			onListChanged: (rooms) => this.notices.tell({ type: "rooms", rooms }),
			onFailure: (error) => this.connection.fail(toConnectionError(error)),
		});
	}

	async #shakeHands(link: Link, onProgress: (status: ConnectionStatus) => void): Promise<void> {
		const { clientName = "partyline-client", clientVersion, device } = this.#options.client;
		const program = clientVersion === undefined ? clientName : `${clientName} ${clientVersion}`;
		onProgress({ state: "hello" });
		this.server = await greet(link.call, program);
		this.#enterEpoch(this.server.epoch);
		onProgress({ state: "login" });
		this.rooms.beginLogin();
		const login = await logIn(link.call, {
			...{ name: this.#options.account, device, server: nameAddress(this.#address) },
			...{ auth: this.server.auth, secret: this.identity.secret },
			credentials: this.state.credentials,
			clock: this.#chance.clock,
			isEncrypted: link.serverKey !== undefined,
			onSignedOut: () => this.state.cache.forgetAll(),
		});
		this.identity.takeLogin(login);
		this.#keepKey(link);
		onProgress({ state: "syncing" });
		await this.#takeUpRooms(link, login);
	}

	// Also of a server that an authority vouches for: from now on it is never spoken to without encryption. Which
	// key somebody accepted, no authority changes.
	#keepKey({ serverKey }: Link): void {
		if (serverKey === undefined) return;
		try {
			if (this.#knownServers.get(this.#address) !== undefined) return;
			this.#knownServers.put(this.#address, serverKey);
		} catch {
			// A full disk, perhaps. It must not keep anybody from a chat that they are let into; they are asked again.
		}
	}

	async #takeUpRooms(link: Link, login: Login): Promise<void> {
		try {
			await this.rooms.takeUp(link.call, login);
			this.readMarks.markUntold(login.rooms, this.rooms.all());
		} catch (error) {
			// Only a refused hello or login is the last word; a room may be otherwise next time.
			throw error instanceof RequestError && !error.isRetryable ? toConnectionError(error) : error;
		}
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
		const mine = event.by === (this.identity.me?.account ?? this.#options.account);
		if (mine && event.type === "message") this.delivery.onOwnMessage(event);
		// Slow mode may be over, or over for us: what waits for its time asks again.
		if (event.type === "settings" || event.type === "role") this.#waits.wakeAll();
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
				if (params.account === this.identity.me?.account) this.identity.rename(params.name);
				this.notices.tell({ type: "presence", ...params });
				break;
			case "crowd":
				this.notices.tell({ type: "crowd", ...params });
				break;
			case "ignored":
				this.identity.takeIgnored(params.accounts);
				break;
			// The link ends by itself and says why.
			case "bye":
				if (params.code === "device_ended") this.#onDeviceEnded();
		}
	}

	#onDeviceEnded(): void {
		if (this.identity.forgetToken()) this.connection.expectAnother();
		else this.state.cache.forgetAll();
	}

	#onStatus(status: ConnectionStatus): void {
		if (status.state === "closed") this.identity.dropSecret(status.problem ?? "It is closed.");
		this.notices.tell({ type: "status", status });
	}
}
