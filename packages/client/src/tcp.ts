import { connect, type Socket } from "node:net";
import { ConnectionError } from "./errors.ts";
import type { Address, Transport, TransportEvents } from "./transport.ts";

/** Until it is open, all that belongs to it included. */
const openTimeoutMs = 10_000;
/** A peer that does not take our last bytes within this is not waited for. */
const endTimeoutMs = 2_000;

/** How every socket of ours is set up. */
export const socketOptions = {
	// Small frames must not wait for one another (RFC 896).
	noDelay: true,
	keepAlive: true,
	keepAliveInitialDelay: 30_000,
} as const;

/** Dials one TCP connection: one attempt, no retry. */
export function dialTcp(
	address: Address,
	events: TransportEvents,
	signal: AbortSignal,
): Promise<Transport> {
	const socket = connect({ ...address, ...socketOptions });
	return openSocket(socket, {
		event: "connect",
		signal,
		open: () => openTransport(socket, events),
		explain: (failure) => failure,
	});
}

/** What makes a transport of a socket. */
export type Opening = {
	/** The event that says that it is open. */
	readonly event: "connect" | "secureConnect";
	readonly signal: AbortSignal;
	/** Comes before a byte is written or read. What it throws ends the connection and is passed on. */
	open(): Transport;
	/** Says of a failure to open what it means. */
	explain(failure: Error): Error;
};

/** Waits until a socket is open, and no longer than ten seconds. Rejects with ConnectionError, or as `open` throws. */
export function openSocket(
	socket: Socket,
	{ event, signal, open, explain }: Opening,
): Promise<Transport> {
	return new Promise((resolve, reject) => {
		const settle = () => {
			clearTimeout(timer);
			signal.removeEventListener("abort", abort);
		};
		const giveUp = (error: unknown) => {
			settle();
			socket.destroy();
			reject(error);
		};
		const fail = (failure: Error) => {
			const cause = explain(failure);
			giveUp(new ConnectionError(`Cannot connect: ${cause.message}`, { cause }));
		};
		const abort = () => fail(new Error("given up"));
		const timer = setTimeout(() => fail(timeoutError()), openTimeoutMs);
		socket.once("error", fail);
		signal.addEventListener("abort", abort, { once: true });
		socket.once(event, () => {
			try {
				resolve(open());
			} catch (error) {
				return giveUp(error);
			}
			settle();
			socket.off("error", fail);
		});
		if (signal.aborted) abort();
	});
}

function timeoutError(): Error {
	return Object.assign(new Error("no answer in 10 s"), { code: "ETIMEDOUT" });
}

/** The transport over an open socket; `key` is that of the server where the line is encrypted. */
export function openTransport(
	socket: Socket,
	events: TransportEvents,
	key?: Uint8Array,
): Transport {
	let failure: Error | undefined;
	socket.on("data", (chunk) => events.onBytes(chunk));
	socket.on("error", (error) => {
		failure = error;
	});
	socket.once("close", () => events.onClosed(failure));
	return {
		...(key === undefined ? {} : { key }),
		write: (bytes) => void socket.write(bytes),
		end() {
			socket.setTimeout(endTimeoutMs, () => socket.destroy());
			socket.end();
		},
		destroy: () => void socket.destroy(),
	};
}
