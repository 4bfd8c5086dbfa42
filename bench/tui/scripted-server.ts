import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { FrameDecoder, type JsonObject } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";

/** The room that everything happens in. */
export const busyRoom = "#general";

/** What people say: short and long, more than one line, CJK and emoji. */
const texts = [
	"the p99 jumped after the 14:02 deploy, looking at the flamegraph now",
	"same on eu-2, here is the query plan",
	"ok",
	"can you roll back while we look? I would rather lose the feature for an evening than the weekend for all of us, and the customers saw it before we did",
	"日本語のメッセージも速く表示されるべきです",
	"first it was slow\nthen it was slower\nthen the pager went",
	"nice 🎉 thanks",
	"https://grafana.example.org/d/abc123/api-latency?orgId=1&from=now-3h&to=now&var-region=eu-2",
	"lunch?",
	"I am on it, give me ten minutes, the build is still running and the cache is cold 👍🏽",
];
const people = Array.from({ length: 18 }, (_, number) => `person${number}`);
const began = Date.UTC(2026, 10, 20);
/** More than this is fetched with `history`. */
const mostMissing = 50;

/**
 * A server that speaks the protocol and has a room with a log of any length, which it makes up as it is asked,
 * beside thirty quiet ones.
 */
export class ScriptedServer implements AsyncDisposable {
	readonly #server: Server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
	readonly #sockets = new Set<Socket>();
	readonly #synced: (() => void)[] = [];
	#said: number;

	private constructor(events: number) {
		this.#said = events;
	}

	/** One whose busy room begins with so many events. */
	static async listen(events: number): Promise<ScriptedServer> {
		const server = new ScriptedServer(events);
		server.#server.listen(0, "127.0.0.1");
		await once(server.#server, "listening");
		return server;
	}

	get port(): number {
		const address = this.#server.address();
		if (address === null || typeof address === "string") throw new Error("not listening");
		return address.port;
	}

	/** The words by which an event is known on a screen. */
	static mark(seq: number): string {
		return `n${seq} `;
	}

	/** Resolves when the next client has synchronised. */
	nextSync(): Promise<void> {
		return new Promise((resolve) => this.#synced.push(resolve));
	}

	/** Somebody says something in the busy room; gives its mark. */
	say(text?: string): string {
		this.#said++;
		this.#tell("event", eventOf(this.#said, text));
		return ScriptedServer.mark(this.#said);
	}

	/** Lets people talk, so many messages a second, until the function it gives is called. */
	flood(perSecond: number): () => void {
		if (perSecond === 0) return () => {};
		const since = performance.now();
		let sent = 0;
		const timer = setInterval(() => {
			const due = Math.floor(((performance.now() - since) * perSecond) / 1_000);
			for (; sent < due; sent++) this.say();
		}, 1_000 / perSecond);
		return () => clearInterval(timer);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, "close");
	}

	#tell(method: string, params: object): void {
		const frame = encodeFrame({ jsonrpc: "2.0", method, params });
		for (const socket of this.#sockets) socket.write(frame);
	}

	#serve(socket: Socket): void {
		const decoder = new FrameDecoder();
		this.#sockets.add(socket);
		// The client is ended by a signal.
		socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
		socket.on("data", (chunk) => {
			for (const decoded of decoder.push(chunk)) {
				if (decoded.type !== "frame") throw new Error(decoded.refusal.message);
				const { id, method, params } = decoded.frame.value;
				const result = this.#answer(String(method), Object(params));
				socket.write(encodeFrame({ jsonrpc: "2.0", id, result }));
				if (method === "sync") for (const resolve of this.#synced.splice(0)) resolve();
			}
		});
	}

	#answer(method: string, asked: JsonObject): object {
		switch (method) {
			case "hello":
				return hello;
			case "login":
				return { ...me, token: "token", rooms: this.#rooms() };
			case "join":
				return this.#rooms()[0] ?? {};
			case "sync":
				return { rooms: this.#missing(Object(asked.rooms)) };
			case "history":
				return asked.room === busyRoom ? this.#page(asked) : { events: [], more: false };
			case "members":
				return { members: people.map(memberOf), more: false };
			case "rooms":
				return { rooms: this.#rooms(), more: false };
			case "read":
				return { seq: Number(asked.seq ?? 0) };
			default:
				return {};
		}
	}

	#rooms(): object[] {
		const quiet = Array.from({ length: 29 }, (_, number) => `#room-${number}`);
		return [busyRoom, ...quiet].map((room) => {
			const lastSeq = room === busyRoom ? this.#said : 0;
			const topic = "what the topic of a room is like";
			return { room, kind: "public", topic, lastSeq, members: 18, readSeq: lastSeq };
		});
	}

	#missing(asked: JsonObject): object {
		const rooms = Object.keys(asked).map((room) => {
			const after = Number(asked[room]);
			if (room !== busyRoom) return [room, { events: [] }];
			if (this.#said - after > mostMissing)
				return [room, { limited: true, from: after + 1, to: this.#said }];
			return [room, { events: this.#between(after, this.#said) }];
		});
		return Object.fromEntries(rooms);
	}

	#page({ before, after, limit }: JsonObject): object {
		const most = Number(limit ?? 50);
		if (after !== undefined) {
			const to = Math.min(this.#said, Number(after) + most);
			return { events: this.#between(Number(after), to), more: to < this.#said };
		}
		const to = before === undefined ? this.#said : Number(before) - 1;
		const from = Math.max(0, to - most);
		return { events: this.#between(from, to), more: from > 0 };
	}

	/** The events after one seq up to another. */
	#between(after: number, to: number): object[] {
		return Array.from({ length: Math.max(0, to - after) }, (_, at) => eventOf(after + 1 + at));
	}
}

function eventOf(seq: number, text = texts[seq % texts.length]): object {
	return {
		room: busyRoom,
		seq,
		at: began + seq * 1_000,
		by: people[seq % people.length],
		type: "message",
		id: `01939bd2-6a00-7000-8000-${seq.toString(16).padStart(12, "0")}`,
		text: `${ScriptedServer.mark(seq)}${text}`,
	};
}

const me = { account: "ann", name: "ann", role: "guest" };

function memberOf(name: string): object {
	return { account: name, name, role: "guest", state: "online" };
}

const hello = {
	protocol: 1,
	server: "partylined",
	version: "0",
	epoch: "epoch",
	limits: {
		frameBytes: 65_536,
		bodyBytes: 262_144,
		textBytes: 16_384,
		pageEvents: 200,
		openRequests: 64,
	},
	auth: ["guest"],
	features: [],
};
