import { once } from "node:events";
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
import { isMethodName, type MethodName } from "@partyline/shared/protocol/methods";
import {
	absent,
	createWorld,
	idOf,
	me,
	smallTalk,
	type WorldEvent,
	type WorldRoom,
} from "./world.ts";

/** More missing events of a room than this are to be fetched by page: all rooms together fit in one frame. */
const syncEvents = 50;
const limits = {
	frameBytes: 65_536,
	bodyBytes: 262_144,
	textBytes: 16_384,
	pageEvents: 200,
	openRequests: 64,
};

type Params = Record<string, unknown>;

/** A server that knows one world, and does what a scene tells it to. Its clock stands still. */
export class StageServer {
	readonly rooms: ReadonlyMap<string, WorldRoom> = createWorld();
	/** Methods that it answers so many more times, and then no more. */
	readonly answersLeft = new Map<MethodName, number>();
	/** Events in a page of history at most, whatever is asked for. */
	pageEvents = limits.pageEvents;
	/** Methods that it refuses. */
	readonly refuses = new Set<MethodName>();
	/** Counts what went over the wire, so that one can tell that nothing does any more. */
	traffic = 0;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	private constructor(server: Server) {
		this.#server = server;
		server.on("connection", (socket) => this.#serve(socket));
	}

	static async listen(): Promise<StageServer> {
		const server = createServer({ noDelay: true });
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		return new StageServer(server);
	}

	get port(): number {
		const address = this.#server.address();
		if (address === null || typeof address === "string") throw new Error("not listening");
		return address.port;
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, "close");
	}

	/** Tells whoever is connected. */
	tell(method: string, params: object): void {
		for (const socket of this.#sockets) this.#send(socket, notificationEnvelope(method, params));
	}

	/** Somebody says something now. */
	say(room: string, by: string, text: string): void {
		const { log } = this.#room(room);
		const seq = log.length + 1;
		const at = log.at(-1)?.at ?? 0;
		this.#happen({ room, seq, at, by, type: "message", id: idOf(room, seq), text });
	}

	/** So many messages come of which the connection is only told that it missed them. */
	leaveOut(room: string, count: number): void {
		const { log } = this.#room(room);
		const from = log.length + 1;
		const at = log.at(-1)?.at ?? 0;
		for (let seq = from; seq < from + count; seq++) log.push(smallTalk(room, seq, at));
		this.tell("limited", { room, from, to: log.length });
	}

	/** Ends every connection, and says when to come back. */
	sendAway(reason: string, reconnectAfterMs: number): void {
		this.tell("bye", { reason, reconnectAfterMs });
		for (const socket of this.#sockets) socket.end();
	}

	/** Cuts every connection; when it is back, something was said. */
	cut(): void {
		for (const { log, lately } of this.rooms.values()) log.push(...lately);
		for (const socket of this.#sockets) socket.destroy();
	}

	#happen(event: WorldEvent): void {
		this.#room(event.room).log.push(event);
		this.tell("event", event);
	}

	#room(room: unknown): WorldRoom {
		const found = this.rooms.get(String(room));
		if (found === undefined) throw new WireError("no_such_room");
		return found;
	}

	#serve(socket: Socket): void {
		const decoder = new FrameDecoder();
		this.#sockets.add(socket);
		// A program that is killed at the end of its scene leaves as it likes.
		socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
		socket.on("data", (chunk) => {
			this.traffic++;
			for (const decoded of decoder.push(chunk)) {
				if (decoded.type === "refusal") throw new Error(decoded.refusal.message);
				const request = parseRequest(decoded.frame.value);
				if (request !== undefined) this.#take(socket, request);
			}
		});
	}

	#send(socket: Socket, envelope: object): void {
		this.traffic++;
		socket.write(encodeFrame(envelope));
	}

	#take(socket: Socket, { id, method, params }: Request): void {
		const named = methodOf(method);
		const left = this.answersLeft.get(named) ?? Number.POSITIVE_INFINITY;
		if (left === 0) return;
		this.answersLeft.set(named, left - 1);
		try {
			if (this.refuses.has(named)) throw new WireError("not_allowed");
			this.#send(socket, resultEnvelope(id, this.#answers[named](toParams(params))));
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			this.#send(socket, errorEnvelope(id, toErrorObject(error)));
		}
	}

	readonly #answers: Readonly<Record<MethodName, (params: Params) => object>> = {
		hello: () => ({
			protocol: 1,
			server: "partylined",
			version: "0.1.0",
			epoch: "golden",
			limits,
			auth: ["guest"],
			features: [],
		}),
		login: () => ({ account: me, name: me, role: "guest", token: "token", rooms: this.#joined() }),
		join: ({ room }) => joinedOf(this.#room(room)),
		register: notHere,
		invitation: notHere,
		password: notHere,
		devices: () => ({ devices: [] }),
		revoke: notHere,
		create: notHere,
		settings: notHere,
		rename: notHere,
		invite: notHere,
		role: notHere,
		redact: notHere,
		kick: notHere,
		ban: notHere,
		unban: notHere,
		bans: () => ({ bans: [] }),
		mute: notHere,
		unmute: notHere,
		purge: notHere,
		ignore: notHere,
		audit: () => ({ acts: [], more: false }),
		undo: notHere,
		leave: () => ({}),
		rooms: () => ({ rooms: this.#joined(), more: false }),
		members: ({ room }) => ({ members: this.#room(room).members.map(memberOf), more: false }),
		post: (params) => this.#post(params),
		topic: () => ({ seq: 1, at: 0 }),
		nick: ({ name }) => ({ account: me, name }),
		history: (params) => this.#history(params),
		search: () => ({ events: [] }),
		sync: ({ rooms }) => this.#sync(toParams(rooms)),
		read: ({ seq }) => ({ seq }),
		typing: () => ({}),
		presence: () => ({}),
		ping: () => ({}),
		quit: () => ({}),
	};

	#joined(): object[] {
		return [...this.rooms.values()].map(joinedOf);
	}

	#post({ room, id, text }: Params): object {
		const { log } = this.#room(room);
		const event = {
			room: String(room),
			seq: log.length + 1,
			at: log.at(-1)?.at ?? 0,
			by: me,
			type: "message",
			id,
			text,
		};
		this.#happen(event);
		return { room, seq: event.seq, at: event.at, id };
	}

	#sync(cursors: Params): object {
		const rooms = Object.entries(cursors).map(([room, cursor]) => {
			const { log } = this.#room(room);
			const from = Number(cursor) + 1;
			const events = log.slice(from - 1);
			return [
				room,
				events.length > syncEvents ? { limited: true, from, to: log.length } : { events },
			];
		});
		return { rooms: Object.fromEntries(rooms) };
	}

	#history({ room, before, after, around, limit = 50 }: Params): object {
		const { log } = this.#room(room);
		const size = Math.min(Number(limit), this.pageEvents);
		if (after !== undefined) {
			const from = Number(after);
			return { events: log.slice(from, from + size), more: from + size < log.length };
		}
		const last =
			around === undefined ? Number(before ?? log.length + 1) - 1 : Number(around) + size / 2;
		const from = Math.max(0, last - size);
		return { events: log.slice(from, last), more: from > 0 };
	}
}

/** The world of the stage keeps no order. */
function notHere(): never {
	throw new WireError("not_allowed");
}

function joinedOf({ room, topic, readSeq, members, with: people, log }: WorldRoom): object {
	const kind = people === undefined ? "public" : "direct";
	const joined = { room, kind, topic, lastSeq: log.length, members: members.length, readSeq };
	return people === undefined ? joined : { ...joined, with: people };
}

function memberOf(account: string): object {
	return { account, name: account, role: "guest", state: absent[account] ?? "online" };
}

function methodOf(name: string): MethodName {
	if (!isMethodName(name)) throw new Error(`the client asked for ${name}, which no server knows`);
	return name;
}

/** As an object whose members are anything, which is all that is needed of it. */
function toParams(value: unknown): Params {
	return Object(value);
}
