import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { FrameDecoder, type JsonObject } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";

const room = "#general";

/** A server that speaks the protocol, and puts an attack in every text that its shapes allow. */
export class HostileServer implements AsyncDisposable {
	readonly #server: Server;
	readonly #attack: string;
	readonly #sockets = new Set<Socket>();

	private constructor(server: Server, attack: string) {
		this.#server = server;
		this.#attack = attack;
		server.on("connection", (socket) => this.#serve(socket));
	}

	static async listen(port: number, attack: string): Promise<HostileServer> {
		const server = createServer();
		server.listen(port, "127.0.0.1");
		await once(server, "listening");
		return new HostileServer(server, attack);
	}

	/** Somebody with a hostile name comes, is called otherwise and goes. */
	comeAndGo(): void {
		for (const [name, state] of [
			["eve", "online"],
			["eve2", "online"],
			["eve2", "offline"],
		])
			this.#tellAll("presence", { room, account: "eve", name: this.#spoilt(name), state });
	}

	/** Ends every connection with a hostile reason. */
	sayGoodbye(): void {
		this.#tellAll("bye", { reason: this.#spoilt("goodbye"), reconnectAfterMs: 60_000 });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, "close");
	}

	#spoilt(text = ""): string {
		return `${this.#attack}${text}`;
	}

	#tellAll(method: string, params: object): void {
		for (const socket of this.#sockets)
			socket.write(encodeFrame({ jsonrpc: "2.0", method, params }));
	}

	#serve(socket: Socket): void {
		const decoder = new FrameDecoder();
		this.#sockets.add(socket);
		socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
		socket.on("data", (chunk) => {
			for (const decoded of decoder.push(chunk))
				if (decoded.type === "frame") socket.write(encodeFrame(this.#answer(decoded.frame.value)));
		});
	}

	#answer({ id, method }: JsonObject): object {
		const answer = { jsonrpc: "2.0", id };
		const result = this.#results()[String(method)];
		if (result !== undefined) return { ...answer, result };
		const data = { code: this.#spoilt("strange") };
		return { ...answer, error: { code: -32_099, message: this.#spoilt("refusal"), data } };
	}

	#results(): Readonly<Record<string, object>> {
		const joined = {
			room,
			kind: "public",
			topic: this.#spoilt("topic"),
			lastSeq: 2,
			members: 1,
			readSeq: 0,
		};
		const text = this.#spoilt("text");
		const id = "01939bd2-6a00-7000-8000-000000000000";
		const events = [
			{ room, seq: 1, at: 0, by: "eve", type: "topic", topic: text },
			{ room, seq: 2, at: 0, by: "eve", type: "message", id, text },
		];
		const limits = {
			frameBytes: 65_536,
			bodyBytes: 1,
			textBytes: 16_384,
			pageEvents: 200,
			openRequests: 64,
		};
		const hello = {
			protocol: 1,
			server: this.#spoilt("server"),
			version: this.#spoilt("1"),
			epoch: this.#spoilt("epoch"),
			limits,
			auth: [],
			features: [],
		};
		const me = { account: "ann", name: this.#spoilt("ann"), role: "guest" };
		return {
			hello,
			login: { ...me, token: "token", rooms: [joined] },
			sync: { rooms: { [room]: { events } } },
			history: { events, more: false },
			members: {
				members: [{ account: "eve", name: this.#spoilt("eve"), role: "guest", state: "online" }],
				more: false,
			},
			rooms: { rooms: [joined], more: false },
			read: { seq: 2 },
			typing: {},
			presence: {},
			ping: {},
			quit: {},
		};
	}
}
