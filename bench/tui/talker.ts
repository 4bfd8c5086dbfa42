import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { newMessageId } from "@partyline/shared/protocol/ids";

/** Somebody who talks and does not listen: what comes is only looked at for refusals. */
export class Talker implements Disposable {
	readonly #socket: Socket;
	#lastId = 0;

	private constructor(socket: Socket) {
		this.#socket = socket;
		// It ends with the server.
		socket.on("error", () => {});
		socket.on("data", (chunk: Buffer) => {
			const refusal = chunk.indexOf('"error":{');
			if (refusal !== -1) throw new Error(`refused: ${chunk.subarray(refusal, refusal + 200)}`);
		});
	}

	/** Comes in by a token. */
	static async enter(port: number, token: string): Promise<Talker> {
		const socket = connect({ port, host: "127.0.0.1", noDelay: true });
		await once(socket, "connect");
		const talker = new Talker(socket);
		talker.#ask("hello", { protocol: 1, client: "bench" });
		talker.#ask("login", { token });
		return talker;
	}

	/** Says something in a room, and does not wait until it is stored. */
	say(room: string, text: string): void {
		this.#ask("post", { room, id: newMessageId(), text });
	}

	[Symbol.dispose](): void {
		this.#socket.destroy();
	}

	#ask(method: string, params: object): void {
		const asked = { jsonrpc: "2.0", id: ++this.#lastId, method, params };
		this.#socket.write(`${JSON.stringify(asked)}\n`);
	}
}
