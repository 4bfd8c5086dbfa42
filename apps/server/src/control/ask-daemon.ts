import { connect, type Socket } from "node:net";
import { FrameDecoder } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { ExitError, exitCode } from "../exit-code.ts";
import { reasonOf } from "../upkeep/reason.ts";
import { type Answer, answer } from "./frames.ts";

/** Asks a running daemon; resolves with the rows, or undefined where nobody listens at that path. Throws `ExitError`. */
export async function askDaemon(path: string, asked: object): Promise<unknown[] | undefined> {
	const socket = await reach(path);
	if (socket === undefined) return undefined;
	try {
		socket.write(encodeFrame(asked));
		return await readRows(socket);
	} finally {
		socket.destroy();
	}
}

function reach(path: string): Promise<Socket | undefined> {
	return new Promise((resolve, reject) => {
		const socket = connect(path, () => resolve(socket));
		socket.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "ENOENT" || error.code === "ECONNREFUSED") return resolve(undefined);
			reject(
				new ExitError(`The daemon cannot be reached at ${path}: ${reasonOf(error)}.`, {
					exit: exitCode.noPermission,
					cause: error,
				}),
			);
		});
	});
}

async function readRows(socket: AsyncIterable<Buffer>): Promise<unknown[]> {
	const rows: unknown[] = [];
	for await (const told of readAnswers(socket)) {
		if ("done" in told) return rows;
		if ("problem" in told) throw new ExitError(told.problem.message, { exit: told.problem.exit });
		rows.push(told.row);
	}
	throw brokenOff();
}

async function* readAnswers(socket: AsyncIterable<Buffer>): AsyncGenerator<Answer> {
	const decoder = new FrameDecoder();
	try {
		for await (const chunk of socket)
			for (const decoded of decoder.push(chunk)) {
				if (decoded.type === "refusal") throw brokenOff(decoded.refusal.message);
				yield answer.parse(decoded.frame.value);
			}
	} catch (error) {
		throw error instanceof ExitError ? error : brokenOff(error);
	}
}

/** What was asked for may have been done. */
function brokenOff(cause?: unknown): ExitError {
	return new ExitError("The daemon ended before it answered: look whether it was done.", {
		exit: exitCode.unavailable,
		cause,
	});
}
