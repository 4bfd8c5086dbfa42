import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "@partyline/server/config";
import { startDaemon } from "@partyline/server/daemon";
import { methods, type Result } from "@partyline/shared/protocol/methods";
import { isLoopback } from "../../apps/server/src/doors/connection.ts";
import { createLog } from "../../apps/server/src/log.ts";
import type { DialOptions } from "./dial.ts";
import { NativePeer, type PeerOptions } from "./native-peer.ts";
import { PlainPeer } from "./plain-peer.ts";

/** Where a daemon listens. */
export type Address = { readonly host: string; readonly port: number };

/** Somebody who is logged in. */
export type Guest = { readonly peer: NativePeer; readonly login: Result<"login"> };

/**
 * A daemon in this process, with a data folder of its own; what it was asked for ends with it. With `trustLoopback: false`
 * everybody is from elsewhere. Those it is asked for come over TLS where nothing else would be taken.
 */
export class TestDaemon implements AsyncDisposable {
	readonly dataDir: string;
	readonly addresses: readonly Address[];
	readonly address: Address;
	readonly #stop: () => Promise<void>;
	readonly #ownsFolder: boolean;
	readonly #trustsLoopback: boolean;
	readonly #peers: (NativePeer | PlainPeer)[] = [];
	#stopped: Promise<void> | undefined;

	private constructor(
		daemon: { addresses: readonly Address[]; stop: () => Promise<void> },
		folder: { dataDir: string; owns: boolean },
		{ trustLoopback }: Config,
	) {
		const [first] = daemon.addresses;
		if (first === undefined) throw new Error("the daemon listens nowhere");
		this.address = first;
		this.addresses = daemon.addresses;
		this.dataDir = folder.dataDir;
		this.#stop = daemon.stop;
		this.#ownsFolder = folder.owns;
		this.#trustsLoopback = trustLoopback;
	}

	/** Starts one. With a `dataDir` of the caller's, the folder stays when it ends. */
	static async start(
		changes: Partial<Config> = {},
		log = createLog("json", "silent"),
	): Promise<TestDaemon> {
		const dataDir = changes.dataDir ?? makeFolder();
		const config: Config = {
			hosts: ["127.0.0.1"],
			hostsAsked: true,
			port: 0,
			dataDir,
			log: "json",
			guests: undefined,
			open: undefined,
			trustLoopback: true,
			certificateFiles: undefined,
			name: "partyline",
			...changes,
		};
		const daemon = await startDaemon(config, log, (error) => {
			throw error;
		});
		const folder = { dataDir, owns: changes.dataDir === undefined };
		return new TestDaemon(daemon, folder, config);
	}

	/** A connection on which nothing has been said. */
	async native(options: PeerOptions & { address?: Address } = {}): Promise<NativePeer> {
		const address = options.address ?? this.address;
		const peer = await NativePeer.connect(address, { ...this.#usual(address), ...options });
		this.#peers.push(peer);
		return peer;
	}

	/** A connection that has said hello. */
	async greeted(options: PeerOptions & { address?: Address } = {}): Promise<NativePeer> {
		const peer = await this.native(options);
		await peer.call("hello", { protocol: 1, client: "test" });
		return peer;
	}

	/** Somebody logged in as a guest, in no room yet. */
	async guest(name: string, options: PeerOptions & { address?: Address } = {}): Promise<Guest> {
		const peer = await this.greeted(options);
		return { peer, login: await peer.call("login", { guest: name }) };
	}

	/** A guest who is in that room. */
	async member(name: string, room = "#general", options: PeerOptions = {}): Promise<NativePeer> {
		const { peer } = await this.guest(name, options);
		await peer.call("join", { room });
		return peer;
	}

	/** Another device of somebody: a connection logged in with their token. */
	async device(token: string | undefined): Promise<Guest> {
		const peer = await this.greeted();
		return { peer, login: await peer.call("login", { token: token ?? "" }) };
	}

	/** Somebody with an account of that name, made where there is none yet, and in no room by it. */
	async account(name: string, options: PeerOptions & { address?: Address } = {}): Promise<Guest> {
		const peer = await this.greeted(options);
		const wanted = { account: name, password: passwordOf(name) };
		const answer = await peer.ask("register", wanted);
		if (answer.type !== "result") return { peer, login: await peer.call("login", wanted) };
		return { peer, login: methods.register.result.parse(answer.result) };
	}

	/** A person at the plain door. */
	plain(options: DialOptions = {}): PlainPeer {
		const peer = new PlainPeer(this.address, { ...this.#usual(this.address), ...options });
		this.#peers.push(peer);
		return peer;
	}

	/** A person at the plain door who is in #general. */
	async person(name: string, options: DialOptions = {}): Promise<PlainPeer> {
		const peer = this.plain(options);
		await peer.signIn(name);
		return peer;
	}

	/** How one comes who is let in from there. */
	#usual({ host }: Address): DialOptions {
		return { tls: !(this.#trustsLoopback && isLoopback(host)) };
	}

	/** Ends it as a signal would. */
	stop(): Promise<void> {
		this.#stopped ??= this.#stop();
		return this.#stopped;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const { socket } of this.#peers) socket.destroy();
		await this.stop();
		if (this.#ownsFolder) rmSync(this.dataDir, { recursive: true, force: true });
	}
}

/** The password of those whom `account` makes. */
export function passwordOf(name: string): string {
	return `${name}'s long secret`;
}

/** A folder for one test. */
export function makeFolder(): string {
	return mkdtempSync(join(tmpdir(), "partyline-test-"));
}
