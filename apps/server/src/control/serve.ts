import { existsSync, lstatSync, rmdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { FrameDecoder } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import type { Logger } from "pino";
import { ExitError, exitCode } from "../exit-code.ts";
import { reasonOf } from "../upkeep/reason.ts";
import { type Answer, request } from "./frames.ts";
import type { Operator } from "./operation.ts";
import { runOperation } from "./run-operation.ts";
import { chooseSocketPath } from "./socket-path.ts";

/** The socket by which the commands of the operator reach a running daemon. */
export type Control = { readonly path: string; close(): Promise<void> };

/** Opens the control socket of a data folder that is ours; undefined where the system has none. Throws `ExitError`. */
export async function openControl(
	dataDir: string,
	operator: Operator,
	log: Logger,
): Promise<Control | undefined> {
	// A named pipe of Windows has no mode, and would be anybody's.
	if (process.platform === "win32") return undefined;
	const path = chooseSocketPath(dataDir);
	const sockets = new Set<Socket>();
	// Whoever says all that they want and ends their side, as nc does, still hears the answer.
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		sockets.add(socket.on("close", () => sockets.delete(socket)));
		// Whoever asked is gone: what was asked for is done all the same.
		socket.on("error", () => {});
		hear(socket, operator, log);
	});
	try {
		removeStale(path);
		await listenPrivately(server, path);
	} catch (error) {
		if (error instanceof ExitError) throw error;
		throw new ExitError(`${path} cannot be made: ${reasonOf(error)}.`, {
			exit: exitCode.cantCreate,
			cause: error,
		});
	}
	return {
		path,
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
			if (dirname(path) !== dataDir) rmdirSync(dirname(path));
		},
	};
}

/** The folder is locked by us: a socket that is there is that of a daemon that was killed. */
function removeStale(path: string): void {
	if (!existsSync(path)) return;
	if (!lstatSync(path).isSocket())
		throw new ExitError(`${path} is in the way: it is not a socket; move it elsewhere.`, {
			exit: exitCode.cantCreate,
		});
	rmSync(path);
}

/** Nobody else may connect, not even between the making of the socket and its getting a mode. */
function listenPrivately(server: Server, path: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const before = process.umask(0o177);
		try {
			server.once("error", reject).listen(path, () => {
				server.off("error", reject);
				resolve();
			});
		} finally {
			process.umask(before);
		}
	});
}

/** Takes the one request of a connection, answers it and ends. */
function hear(socket: Socket, operator: Operator, log: Logger): void {
	const decoder = new FrameDecoder();
	const leave = () => socket.end();
	const take = (chunk: Buffer) => {
		const [first] = decoder.push(chunk);
		if (first === undefined) return;
		socket.off("data", take).off("end", leave).resume();
		const parsed = request.safeParse(first.type === "frame" ? first.frame.value : undefined);
		if (parsed.success)
			void answerTo(parsed.data, operator, log).then((frames) => socket.end(frames));
		else socket.end(encodeFrame(tellProblem(unreadable())));
	};
	socket.on("end", leave).on("data", take);
}

async function answerTo(
	asked: { readonly command: string; readonly params?: unknown },
	operator: Operator,
	log: Logger,
): Promise<Buffer> {
	// The parameters may hold a password.
	log.info({ command: asked.command }, "the operator asks");
	try {
		const rows = await runOperation(operator, asked);
		const answers: Answer[] = [...rows.map((row) => ({ row })), { done: true }];
		return Buffer.concat(answers.map((each) => encodeFrame(each)));
	} catch (error) {
		if (!(error instanceof ExitError)) log.error({ err: error }, "asked by the operator");
		return encodeFrame(tellProblem(error));
	}
}

function tellProblem(error: unknown): Answer {
	if (error instanceof ExitError) return { problem: { message: error.message, exit: error.code } };
	const message = "The daemon made a mistake; it is in its log.";
	return { problem: { message, exit: exitCode.software } };
}

function unreadable(): ExitError {
	return new ExitError("This is no request.", { exit: exitCode.usage });
}
