import { connect, type Socket } from "node:net";
import { connect as connectTls, createSecureContext } from "node:tls";
import type { MethodName, ParamsInput, Result } from "@partyline/shared/protocol/methods";

/** All plain connections read into the same place: what is read is looked at before the next read. */
const buffer = Buffer.allocUnsafe(64 * 1024);

/** One for all: each of thousands would take memory and time of its own. */
const secureContext = createSecureContext();

const answerStart = '{"jsonrpc":"2.0","id":';
const eventStart = '{"jsonrpc":"2.0","method":"event"';
const byeStart = '{"jsonrpc":"2.0","method":"bye"';
const limitedStart = '{"jsonrpc":"2.0","method":"limited"';

/** What happened in a room, as much of it as is looked at here. */
export type Heard = { readonly room: string; readonly seq: number; readonly text?: string };

/** A range of a room that was not sent, and is to be fetched. */
export type Missed = { readonly room: string; readonly from: number; readonly to: number };

/** Where a client connects. */
export type Where = { readonly port: number; readonly tls?: boolean };

/** A request that was refused: the connection stands. */
export class RefusedError extends Error {
	override readonly name = "RefusedError";
	readonly code: string;

	constructor(method: string, error: { message: string; data?: { code?: string } }) {
		super(`${method} was refused: ${error.message}`);
		this.code = error.data?.code ?? "";
	}
}

/** The connection is over, or never was. */
export class GoneError extends Error {
	override readonly name = "GoneError";
}

/**
 * A connection at the native door that costs little, so that thousands of them are not the bottleneck. What it sends and
 * receives is of letters of one byte.
 */
export class NativeClient {
	/** Bytes that came, decrypted. */
	bytes = 0;
	/** Takes each line as it is, in place of the below. */
	onLine: ((line: string) => void) | undefined;
	onEvent: (event: Heard) => void = () => {};
	onMissed: (missed: Missed) => void = () => {};
	readonly #socket: Socket;
	readonly #open = new Map<number, PromiseWithResolvers<string>>();
	#next = 1;
	#rest = "";
	#hears = true;
	/** Why the server closes the connection, where it said so. */
	#farewell = "without a word";
	#gone: Error | undefined;

	constructor({ port, tls = false }: Where) {
		this.#socket = tls ? this.#dialTls(port) : this.#dial(port);
		this.#socket.on("error", (cause) => this.#end(new GoneError(cause.message, { cause })));
		this.#socket.on("close", () => {
			this.#end(new GoneError(`The server closed the connection: ${this.#farewell}.`));
		});
	}

	/** Asks for something; rejects where it is refused or the connection ends. */
	async ask<M extends MethodName>(method: M, params: ParamsInput<M>): Promise<Result<M>> {
		return await this.askFor<Result<M>>(method, params);
	}

	/** The same for a method that this checkout may not know. */
	async askFor<Answer>(method: string, params: object): Promise<Answer> {
		if (this.#gone !== undefined) throw this.#gone;
		const id = this.#next++;
		const answer = Promise.withResolvers<string>();
		this.#open.set(id, answer);
		this.#write(id, { method, params });
		const { result, error } = JSON.parse(await answer.promise);
		if (error !== undefined) throw new RefusedError(method, error);
		return result;
	}

	/** Asks for something whose answer is of no interest. */
	send<M extends MethodName>(method: M, params: ParamsInput<M>): void {
		this.#write(this.#next++, { method, params });
	}

	/** From now on what comes is only counted, which costs next to nothing. */
	stopHearing(): void {
		this.#hears = false;
	}

	/** Hears again; to be called when nothing is on its way. */
	hear(): void {
		this.#hears = true;
		this.#rest = "";
	}

	/** Stops reading, and starts again: what comes meanwhile stays with the server and the kernel. */
	pause(): void {
		this.#socket.pause();
	}
	resume(): void {
		this.#socket.resume();
	}

	/** Goes without a word. */
	destroy(): void {
		this.#socket.destroy();
	}

	#write(id: number, asked: { method: string; params: object }): void {
		this.#socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...asked })}\n`);
	}

	#dial(port: number): Socket {
		const callback = (count: number) => {
			this.#take(buffer.subarray(0, count));
			return true;
		};
		return connect({ port, host: "127.0.0.1", noDelay: true, onread: { buffer, callback } });
	}

	#dialTls(port: number): Socket {
		const where = { port, host: "127.0.0.1", rejectUnauthorized: false, secureContext };
		return connectTls(where)
			.setNoDelay(true)
			.on("data", (bytes) => this.#take(bytes));
	}

	#take(bytes: Buffer): void {
		this.bytes += bytes.length;
		if (!this.#hears) return;
		const text = this.#rest + bytes.toString("latin1");
		let from = 0;
		for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
			this.#takeLine(text.slice(from, end));
			from = end + 1;
		}
		this.#rest = text.slice(from);
	}

	#takeLine(line: string): void {
		if (this.onLine !== undefined) this.onLine(line);
		else if (line.startsWith(answerStart)) this.#settle(line);
		else if (line.startsWith(eventStart)) this.onEvent(JSON.parse(line).params);
		else if (line.startsWith(byeStart)) this.#farewell = JSON.parse(line).params.reason;
		else if (line.startsWith(limitedStart)) this.onMissed(JSON.parse(line).params);
	}

	#settle(line: string): void {
		const id = Number.parseInt(line.slice(answerStart.length), 10);
		this.#open.get(id)?.resolve(line);
		this.#open.delete(id);
	}

	#end(error: Error): void {
		this.#gone ??= error;
		for (const { reject } of this.#open.values()) reject(this.#gone);
		this.#open.clear();
	}
}

/** The program's job, as whoever runs it passed it on. */
export function readJob<Job>(): Job {
	return JSON.parse(process.argv[2] ?? "null");
}

/** Prints what became of it, and ends. */
export function tell(outcome: object): void {
	process.stdout.write(JSON.stringify(outcome), () => process.exit());
}
