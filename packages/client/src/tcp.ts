import { connect, type Socket } from "node:net";
import { ConnectionError } from "./errors.ts";
import type { Address, Transport, TransportEvents } from "./transport.ts";

const connectTimeoutMs = 10_000;
const keepAliveMs = 30_000;
/** A peer that does not take our last bytes within this is not waited for. */
const endTimeoutMs = 2_000;

/** Dials one TCP connection: one attempt, no retry. */
export function dialTcp(
	address: Address,
	events: TransportEvents,
	signal: AbortSignal,
): Promise<Transport> {
	return new Promise((resolve, reject) => {
		// Small frames must not wait for one another (RFC 896), hence noDelay.
		const socket = connect({
			...address,
			noDelay: true,
			keepAlive: true,
			keepAliveInitialDelay: keepAliveMs,
		});
		const fail = (cause: Error) => {
			socket.destroy();
			reject(new ConnectionError(`Cannot connect: ${cause.message}`, { cause }));
		};
		const abort = () => fail(new Error("given up"));
		socket.setTimeout(connectTimeoutMs, () => fail(timeoutError()));
		socket.once("error", fail);
		signal.addEventListener("abort", abort, { once: true });
		socket.once("close", () => signal.removeEventListener("abort", abort));
		socket.once("connect", () => {
			signal.removeEventListener("abort", abort);
			socket.setTimeout(0);
			socket.off("error", fail);
			resolve(openTransport(socket, events));
		});
		if (signal.aborted) abort();
	});
}

function timeoutError(): Error {
	return Object.assign(new Error("no answer in 10 s"), { code: "ETIMEDOUT" });
}

function openTransport(socket: Socket, events: TransportEvents): Transport {
	let failure: Error | undefined;
	socket.on("data", (chunk) => events.onBytes(chunk));
	socket.on("error", (error) => {
		failure = error;
	});
	socket.once("close", () => events.onClosed(failure));
	return {
		write: (bytes) => void socket.write(bytes),
		end() {
			socket.setTimeout(endTimeoutMs, () => socket.destroy());
			socket.end();
		},
		destroy: () => void socket.destroy(),
	};
}
