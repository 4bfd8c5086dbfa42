import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { FrameDecoder, type JsonObject } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { onTestFinished } from "vitest";

/** The room of the conversation. */
export const room = "#general";

/** The direct conversation with eve. */
export const direct = "@abcdefgh";

/** What a frame may hold, less its envelope. */
const pageBytes = 50_000;

type Entry = JsonObject & { readonly seq: number };

/**
 * A server that speaks the protocol, and says something of its choice wherever the protocol has text. It
 * checks nothing, so that what a real server would refuse gets to the client too. Its clock stands still.
 */
export class LyingServer {
	readonly #server: Server;
	readonly #spoil: (text: string) => string;
	readonly #sockets = new Set<Socket>();
	readonly #log: Entry[] = [];
	readonly #held: (() => void)[] = [];
	/** Whether whoever posts waits until `answerPosts`. */
	holdsPosts = false;
	readonly #listed = Promise.withResolvers<void>();
	/** What eve is called when one asks for the members. */
	eve = "eve";

	private constructor(server: Server, spoil: (text: string) => string) {
		this.#server = server;
		this.#spoil = spoil;
		server.on("connection", (socket) => this.#serve(socket));
	}

	/** One for the test that runs; `spoil` is asked what to say for every text. */
	static async listen(port: number, spoil: (text: string) => string): Promise<LyingServer> {
		const server = createServer();
		server.listen(port, "127.0.0.1");
		await once(server, "listening");
		const lying = new LyingServer(server, spoil);
		onTestFinished(() => lying.#close());
		return lying;
	}

	/** Puts an event into the log, and tells whoever is connected. */
	event(event: object, by = "eve"): void {
		const entry = { room, seq: this.#log.length + 1, at: 0, by, ...event };
		this.#log.push(entry);
		this.tell("event", entry);
	}

	/** Somebody says something. */
	message(text: string, more: object = {}): void {
		const last = (this.#log.length + 1).toString(16).padStart(12, "0");
		this.event({ type: "message", id: `01939bd2-6a00-7000-8000-${last}`, text, ...more });
	}

	/** Resolves once somebody was told the members, whose names replace those that were told before. */
	get listed(): Promise<void> {
		return this.#listed.promise;
	}

	/** Tells whoever is connected. */
	tell(method: string, params: object): void {
		this.raw(encodeFrame({ jsonrpc: "2.0", method, params }));
	}

	/** Sends whoever is connected any bytes. */
	raw(bytes: string | Uint8Array): void {
		for (const socket of this.#sockets) socket.write(bytes);
	}

	/** Answers every post that waits. */
	answerPosts(): void {
		for (const answer of this.#held.splice(0)) answer();
	}

	async #close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, "close");
	}

	#serve(socket: Socket): void {
		const decoder = new FrameDecoder();
		this.#sockets.add(socket);
		socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
		socket.on("data", (chunk) => {
			for (const decoded of decoder.push(chunk))
				if (decoded.type === "frame") this.#take(decoded.frame.value, socket);
		});
	}

	#take(frame: JsonObject, socket: Socket): void {
		const answer = () => {
			socket.write(encodeFrame(this.#answer(frame)));
			if (frame.method === "members") this.#listed.resolve();
		};
		if (frame.method === "post" && this.holdsPosts) this.#held.push(answer);
		else answer();
	}

	#answer({ id, method, params }: JsonObject): object {
		const answer = { jsonrpc: "2.0", id };
		const asked = Object(params);
		const result = this.#results(asked)[String(method)];
		const refused = asked.guest === "nobody" || (method === "join" && asked.room !== room);
		if (result !== undefined && !refused) return { ...answer, result };
		const data = { code: this.#spoil("strange") };
		return { ...answer, error: { code: -32_099, message: this.#spoil("a refusal"), data } };
	}

	#results(asked: JsonObject): Readonly<Record<string, object>> {
		const joined = {
			room,
			kind: "public",
			topic: this.#spoil("a topic"),
			lastSeq: this.#log.length,
			members: 2,
			readSeq: 0,
		};
		const talk = { ...joined, room: direct, kind: "direct", lastSeq: 0, with: ["ann", "eve"] };
		const eve = {
			account: "eve",
			name: this.#spoil(this.eve),
			role: "guest",
			state: "online",
		};
		const me = { account: "ann", name: this.#spoil("ann"), role: "guest" };
		return {
			hello: this.#hello(),
			login: { ...me, token: "token", rooms: [joined, talk] },
			join: joined,
			sync: { rooms: { [room]: this.#missing(asked), [direct]: { events: [] } } },
			history: asked.room === room ? this.#page(asked) : { events: [], more: false },
			members: { members: [{ ...me, state: "online" }, eve], more: false },
			rooms: { rooms: [joined, talk], more: false },
			read: { seq: Number(asked.seq ?? 0) },
			typing: {},
			presence: {},
			ping: {},
			quit: {},
		};
	}

	#hello(): object {
		const limits = {
			frameBytes: 65_536,
			bodyBytes: 1,
			textBytes: 16_384,
			pageEvents: 200,
			openRequests: 64,
		};
		return {
			protocol: 1,
			server: this.#spoil("server"),
			version: this.#spoil("1"),
			epoch: "epoch",
			limits,
			// Without a true word here nobody would come in.
			auth: ["guest", this.#spoil("guest")],
			features: [this.#spoil("feature")],
		};
	}

	/** What came after the place that somebody takes up again at. */
	#missing({ rooms }: JsonObject): object {
		const after = Number(Object(rooms)[room] ?? 0);
		const events = this.#log.slice(after);
		const isShort = Buffer.byteLength(JSON.stringify(events)) < pageBytes;
		return isShort ? { events } : { limited: true, from: after + 1, to: this.#log.length };
	}

	/** The last events before a seq, as many as a frame takes. */
	#page({ before = this.#log.length + 1, limit = 50 }: JsonObject): object {
		const older = this.#log.slice(0, Number(before) - 1);
		const events: object[] = [];
		let left = pageBytes;
		for (const entry of older.slice(-Number(limit)).reverse()) {
			left -= Buffer.byteLength(JSON.stringify(entry));
			if (left < 0) break;
			events.unshift(entry);
		}
		return { events, more: events.length < older.length };
	}
}
