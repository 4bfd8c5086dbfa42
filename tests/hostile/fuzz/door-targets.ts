import { connect } from "node:net";
import { FrameDecoder } from "@partyline/shared/framing/decoder";
import { parseServerFrame } from "@partyline/shared/protocol/envelope";
import { errors } from "@partyline/shared/protocol/errors";
import { kindsIn } from "../../support/control-sequences.ts";
import { anyLines, anyRequests } from "./corpus.ts";
import type { AttackedDaemon } from "./daemon.ts";
import { cut, mutate } from "./mutate.ts";
import { type FuzzTarget, holds, shown } from "./target.ts";

/** How long a connection whose peer has ended its side may stay: the daemon lingers 4 s. */
const patienceMs = 15_000;

/** So many pieces are written as pieces; the rest of a long input goes at once. */
const mostPieces = 40;

/** A door of a real daemon, and what comes back through it. */
function doorTarget(
	daemon: AttackedDaemon,
	{ name, make }: Pick<FuzzTarget, "name" | "make">,
): FuzzTarget {
	return {
		name,
		atOnce: 16,
		make,
		async check(input, random) {
			if (input.length === 0) return;
			const pieces = cut(input, random);
			const rest = Buffer.concat(pieces.splice(mostPieces));
			const answer = await converse(daemon.port, [...pieces, rest]);
			if (!isTlsAlert(input, answer)) checkAnswers(withoutTelnet(input, answer));
		},
		afterAll: () => daemon.isUnharmed(),
	};
}

/** The door of the native protocol. */
export function nativeDoorTarget(daemon: AttackedDaemon): FuzzTarget {
	return doorTarget(daemon, {
		name: "native-door",
		make(random) {
			const frames = anyRequests(random);
			const changed = frames.map((frame) =>
				random.chance(0.3) ? mutate(frame, random, { others: frames, encoding: "utf8" }) : frame,
			);
			return Buffer.concat(changed);
		},
	});
}

/** The door of people with `nc`. */
export function plainDoorTarget(daemon: AttackedDaemon): FuzzTarget {
	return doorTarget(daemon, {
		name: "plain-door",
		make(random) {
			const lines = anyLines(random);
			const changed = lines.map((line) =>
				random.chance(0.4) ? mutate(line, random, { others: lines, encoding: "utf8" }) : line,
			);
			return Buffer.concat(changed);
		},
	});
}

/** Says it all and ends its side; resolves with all that came until the daemon has closed its own. */
function converse(port: number, pieces: readonly Buffer[]): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const socket = connect({ host: "127.0.0.1", port, noDelay: true, allowHalfOpen: true });
		const chunks: Buffer[] = [];
		const timer = setTimeout(() => {
			socket.destroy();
			reject(new Error(`the daemon does not close: ${shown(`${Buffer.concat(chunks)}`)}`));
		}, patienceMs);
		socket.on("data", (chunk) => chunks.push(chunk));
		// Being cut is what happens to an attacker.
		socket.on("error", () => {});
		socket.on("end", () => socket.destroy());
		socket.on("close", () => {
			clearTimeout(timer);
			resolve(Buffer.concat(chunks));
		});
		socket.once("connect", () => void writeAll(socket, pieces));
	});
}

async function writeAll(
	socket: ReturnType<typeof connect>,
	pieces: readonly Buffer[],
): Promise<void> {
	for (const piece of pieces) {
		if (!socket.writable) return;
		socket.write(piece);
		await new Promise((resolve) => setImmediate(resolve));
	}
	socket.end();
}

/** Whether a TLS hello is answered with the alert that turns it away. */
function isTlsAlert(input: Buffer, answer: Buffer): boolean {
	const [handshake, alert] = [0x16, 0x15];
	return input[0] === handshake && answer[0] === alert && answer.length === 7;
}

/** A command of telnet (RFC 854) as whoever speaks it sends it. */
const telnetCommand = /\xff[\xf0-\xfe]/;
/** What the plain door says to them, and to nobody else, before and after a password (RFC 857). */
const echoCommands = [251, 252].map((verb) => Buffer.of(255, verb, 1).toString("latin1"));

/** What came, without what a peer is told who speaks telnet. */
function withoutTelnet(input: Buffer, answer: Buffer): Buffer {
	if (!telnetCommand.test(input.toString("latin1"))) return answer;
	const told = echoCommands.reduce(
		(text, command) => text.replaceAll(command, ""),
		answer.toString("latin1"),
	);
	return Buffer.from(told, "latin1");
}

/** What a stranger is answered: frames of the protocol, or lines of words. */
function checkAnswers(bytes: Buffer): void {
	if (!bytes.toString("latin1").startsWith("{")) {
		const kinds = kindsIn(bytes).filter((kind) => kind !== "C0 0A");
		holds(kinds.length === 0, () => `only words come back: ${kinds} in ${shown(`${bytes}`)}`);
		return;
	}
	for (const decoded of new FrameDecoder().push(bytes)) {
		holds(decoded.type === "frame", () => `answers are frames: ${shown(decoded)}`);
		const frame = parseServerFrame(decoded.frame.value);
		holds(frame !== undefined, () => `an answer is of the protocol: ${shown(decoded)}`);
		if (frame.type !== "error") continue;
		const { data, code } = frame.error;
		const known = Object.entries(errors).find(([name]) => name === data?.code);
		holds(known?.[1].number === code, () => `a refusal is in the catalogue: ${shown(frame)}`);
		holds(code !== errors.internal_error.number, () => `no mistake of ours: ${shown(frame)}`);
	}
}
