import { createServer, type Server, type Socket } from "node:net";
import { FrameDecoder } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import {
	errorEnvelope,
	notificationEnvelope,
	parseRequest,
	type Request,
	resultEnvelope,
} from "@partyline/shared/protocol/envelope";
import { toErrorObject, WireError } from "@partyline/shared/protocol/errors";
import { FakeRooms } from "./fake-rooms.ts";

/** One client's connection, as the server sees it. */
export class FakePeer {
	readonly #socket: Socket;
	account = "";
	readonly live = new Set<string>();

	constructor(socket: Socket) {
		this.#socket = socket;
	}

	send(envelope: object): void {
		this.#socket.write(encodeFrame(envelope));
	}

	sendRaw(text: string): void {
		this.#socket.write(text);
	}

	notify(method: string, params: object): void {
		this.send(notificationEnvelope(method, params));
	}

	/** Closes the connection in good order. */
	end(): void {
		this.#socket.end();
	}

	/** Ends the connection without a word. */
	cut(): void {
		this.#socket.destroy();
	}
}

/** What a request came with, for a test to look at or to answer in its own way. */
export type Asked = {
	readonly peer: FakePeer;
	readonly request: Request;
	readonly params: Record<string, unknown>;
};

type Override = (asked: Asked) => object | "silence" | undefined;

/** A small server that a test scripts: it speaks the protocol, keeps rooms in memory, and obeys. */
export class FakeServer {
	readonly rooms = new FakeRooms();
	readonly asked: Asked[] = [];
	readonly peers = new Set<FakePeer>();
	epoch = "epoch-1";
	token: string | undefined = "token-1";
	/** The ways in that `hello` tells of. */
	auth = ["guest"];
	/** The password of each account; its token is "token of NAME" until it is in `ended`. */
	readonly accounts = new Map<string, string>();
	readonly ended = new Set<string>();
	/** The codes of the invitations that are still good. */
	readonly invites = new Set<string>();
	readonly #overrides = new Map<string, Override>();
	readonly #server: Server = createServer({ noDelay: true }, (socket) =>
		this.#onConnection(socket),
	);

	async listen(port = 0): Promise<number> {
		await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
		return this.port;
	}

	get port(): number {
		const address = this.#server.address();
		if (address === null || typeof address === "string") throw new Error("not listening");
		return address.port;
	}

	async close(): Promise<void> {
		if (!this.#server.listening) return;
		const closed = new Promise((resolve) => this.#server.close(resolve));
		this.cutAll();
		await closed;
	}

	cutAll(): void {
		for (const peer of this.peers) peer.cut();
	}

	/** Answers `method` differently: a result, "silence", or undefined for the usual; may throw WireError. */
	override(method: string, answer: Override): void {
		this.#overrides.set(method, answer);
	}

	/** As `override`, for the next request of it only. */
	overrideOnce(method: string, answer: Override): void {
		this.override(method, (asked) => {
			this.#overrides.delete(method);
			return answer(asked);
		});
	}

	/** The params of every request of `method` so far. */
	paramsOf(method: string): Record<string, unknown>[] {
		return this.asked.filter(({ request }) => request.method === method).map((a) => a.params);
	}

	/** Somebody says something. */
	say(room: string, by: string, text: string): void {
		this.publish(this.rooms.append(room, { by, type: "message", id: this.rooms.newId(), text }));
	}

	/** Gives a public room another name, while everyone for whom it is live is connected or is not. */
	rename(from: string, to: string): void {
		const event = this.rooms.rename(from, to);
		for (const peer of this.peers) if (peer.live.delete(from)) peer.live.add(to);
		this.publish(event);
	}

	/** Takes somebody out of a room, who hears of nothing after that. */
	kick(room: string, who: string): void {
		this.publish(this.rooms.append(room, { by: "bob", type: "kick", who }));
		this.rooms.members.get(room)?.delete(who);
		for (const peer of this.peers) if (peer.account === who) peer.live.delete(room);
	}

	/** Brings somebody into a room, who hears of everything from there on. */
	invite(room: string, who: string): void {
		this.rooms.members.get(room)?.add(who);
		for (const peer of this.peers) if (peer.account === who) peer.live.add(room);
		this.publish(this.rooms.append(room, { by: "bob", type: "invite", who }));
	}

	/** Sends an event to everyone for whom its room is live. */
	publish(event: { room: string }): void {
		for (const peer of this.peers) if (peer.live.has(event.room)) peer.notify("event", event);
	}

	#onConnection(socket: Socket): void {
		const peer = new FakePeer(socket);
		const decoder = new FrameDecoder();
		this.peers.add(peer);
		socket.on("close", () => this.peers.delete(peer));
		// A test that cuts the line makes the other end's writes fail.
		socket.on("error", () => {});
		socket.on("data", (chunk) => {
			for (const decoded of decoder.push(chunk)) {
				if (decoded.type === "refusal") throw new Error(decoded.refusal.message);
				const request = parseRequest(decoded.frame.value);
				if (request !== undefined) this.#onRequest(peer, request);
			}
		});
	}

	#onRequest(peer: FakePeer, request: Request): void {
		// parseRequest made sure that they are an object.
		const params = request.params as Record<string, unknown>;
		const asked = { peer, request, params };
		this.asked.push(asked);
		try {
			const result = this.#overrides.get(request.method)?.(asked) ?? this.#answer(asked);
			if (result !== "silence") peer.send(resultEnvelope(request.id, result));
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			peer.send(errorEnvelope(request.id, toErrorObject(error)));
		}
	}

	#answer({ peer, request, params }: Asked): object {
		switch (request.method) {
			case "hello":
				return this.#hello();
			case "login":
				return this.#logIn(peer, params);
			case "register":
				return this.#register(peer, params);
			case "post":
				return this.rooms.post(peer, params, (event) => this.publish(event));
			default:
				return this.rooms.answer(request.method, peer, params);
		}
	}

	#hello(): object {
		const limits = {
			frameBytes: 65536,
			bodyBytes: 262144,
			textBytes: 16384,
			pageEvents: 200,
			openRequests: 64,
		};
		const features: string[] = [];
		const server = "partylined";
		return {
			protocol: 1,
			server,
			version: "0",
			epoch: this.epoch,
			limits,
			auth: this.auth,
			features,
		};
	}

	#register(peer: FakePeer, { invite, account, password }: Record<string, unknown>): object {
		if (!this.invites.delete(String(invite))) throw new WireError("invite_invalid");
		this.accounts.set(String(account), String(password));
		return this.#admit(peer, String(account));
	}

	#admit(peer: FakePeer, account: string): object {
		peer.account = account;
		const rooms = this.rooms.joinedBy(account);
		return { account, name: account, role: "member", token: `token of ${account}`, rooms };
	}

	#logIn(peer: FakePeer, params: Record<string, unknown>): object {
		const { token, account, password } = params;
		if (account !== undefined) {
			if (this.accounts.get(String(account)) !== password) throw new WireError("wrong_password");
			return this.#admit(peer, String(account));
		}
		const owner = [...this.accounts.keys()].find((name) => token === `token of ${name}`);
		if (owner !== undefined && !this.ended.has(owner)) return this.#admit(peer, owner);
		if (params.token !== undefined && params.token !== this.token)
			throw new WireError("token_invalid");
		peer.account = String(params.guest ?? "ann");
		const rooms = this.rooms.joinedBy(peer.account);
		return { account: peer.account, name: peer.account, role: "guest", token: this.token, rooms };
	}
}
