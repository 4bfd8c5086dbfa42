import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Step } from "./dialects.ts";

/** All connections read into the same place: what came is looked at before the next read. */
const buffer = Buffer.allocUnsafe(1024 * 1024);

/** Where a connection goes; what comes on it is told piece by piece, each good only until the next. */
export type Dialled = {
	readonly port: number;
	readonly tls: boolean;
	onPiece(piece: Buffer): void;
};

/** Opens a connection to a server of the bench. */
export function dial({ port, tls, onPiece }: Dialled): Socket {
	const where = { port, host: "127.0.0.1" };
	if (tls) {
		// The certificate is the server's own, of this run: there is nobody to know it by.
		const secured = connectTls({ ...where, rejectUnauthorized: false }).setNoDelay(true);
		return secured.on("data", onPiece);
	}
	const callback = (count: number): boolean => {
		onPiece(buffer.subarray(0, count));
		return true;
	};
	return connect({ ...where, noDelay: true, onread: { buffer, callback } });
}

/** How somebody comes in. */
export type Greeting = {
	readonly steps: readonly Step[];
	readonly refusal: string | undefined;
	onIn(): void;
	onRefused(said: string): void;
};

/** Takes the steps of a greeting; hears what the server answers meanwhile. */
export function greet(socket: Socket, greeting: Greeting): (piece: Buffer) => void {
	const { steps, refusal, onIn, onRefused } = greeting;
	let heard = "";
	let at = 0;
	const go = () => {
		const step = steps[at];
		if (step === undefined) onIn();
		else socket.write(step.say);
	};
	// What is said before the connection stands goes out when it does.
	if (steps.length > 0) go();
	else socket.once("connect", onIn);
	return (piece) => {
		heard += piece.toString("latin1");
		if (refusal !== undefined && heard.includes(refusal)) onRefused(heard.slice(-300));
		const step = steps[at];
		if (step === undefined || !heard.includes(step.until)) return;
		heard = "";
		at++;
		go();
	};
}
