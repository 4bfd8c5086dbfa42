import { isDeepStrictEqual } from "node:util";
import { FrameDecoder, type JsonObject } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import {
	idOf,
	parseRequest,
	parseServerFrame,
	requestEnvelope,
} from "@partyline/shared/protocol/envelope";
import { WireError } from "@partyline/shared/protocol/errors";
import { methods } from "@partyline/shared/protocol/methods";
import { notifications } from "@partyline/shared/protocol/notifications";
import { problemOf } from "@partyline/shared/protocol/problem";
import { nameKey } from "@partyline/shared/text/names";
import { kindsIn } from "../../support/control-sequences.ts";
import type { Random } from "../../support/random.ts";
import { anyRequests, anyServerFrames } from "./corpus.ts";
import { mutate } from "./mutate.ts";
import { type FuzzTarget, holds, shown } from "./target.ts";

const methodNames = Object.keys(methods) as (keyof typeof methods)[];
const notificationNames = Object.keys(notifications) as (keyof typeof notifications)[];

/** What is read out of frames that could be decoded: envelopes, and the parameters of every method. */
export const envelopeTarget: FuzzTarget = {
	name: "envelope",
	atOnce: 1,
	make(random) {
		const frames = random.chance(0.6) ? anyRequests(random) : anyServerFrames(random);
		// Each by itself, so that one that cannot be decoded does not take the others with it.
		return Buffer.concat(
			frames.map((frame) => mutate(frame, random, { others: frames, encoding: "utf8" })),
		);
	},
	check(input, random) {
		for (const decoded of new FrameDecoder().push(input)) {
			if (decoded.type === "refusal") continue;
			const { value } = decoded.frame;
			checkRequest(value);
			checkServerFrame(value);
			const params = value.params ?? value.result ?? value;
			const method = typeof value.method === "string" ? value.method : "";
			const known = methodNames.find((name) => name === method);
			checkParams(params, known ?? random.pick(methodNames));
			checkNotification(params, random);
		}
	},
};

function checkRequest(value: JsonObject): void {
	const id = idOf(value);
	holds(id === null || id === value.id, () => `the id is the one of the frame: ${shown(value)}`);
	let request: ReturnType<typeof parseRequest>;
	try {
		request = parseRequest(value);
	} catch (error) {
		holds(
			error instanceof WireError &&
				error.code === "invalid_request" &&
				/^["A-Z].{20,}\.$/.test(error.message),
			() => `a refusal says its rule: ${error}`,
		);
		return;
	}
	if (request === undefined) return;
	const again = read(requestEnvelope(request.id, request.method, Object(request.params)));
	holds(
		// Minus zero is zero in JSON.
		isDeepStrictEqual(parseRequest(again), JSON.parse(JSON.stringify(request))),
		() => `a request can be said again: ${shown(request)}`,
	);
}

function read(value: object): JsonObject {
	const [decoded] = new FrameDecoder().push(encodeFrame(value));
	holds(decoded?.type === "frame", () => `what was read can be written: ${shown(value)}`);
	return decoded.frame.value;
}

function checkServerFrame(value: JsonObject): void {
	const frame = parseServerFrame(value);
	if (frame?.type === "error")
		holds(typeof frame.error.message === "string", () => `an error has a message: ${shown(frame)}`);
}

function checkParams(params: unknown, method: keyof typeof methods): void {
	methods[method].result.safeParse(params);
	const parsed = methods[method].params.safeParse(params);
	if (!parsed.success) {
		isClause(problemOf(parsed.error));
		return;
	}
	const again = methods[method].params.safeParse(parsed.data);
	holds(
		again.success && isDeepStrictEqual(again.data, parsed.data),
		() => `${method}: what was taken is taken again: ${shown(parsed.data)}`,
	);
	const { room } = Object(parsed.data);
	holds(
		typeof room !== "string" || room === nameKey(room),
		() => `${method}: a room is named in one way: ${shown(room)}`,
	);
	holds(
		Object.getPrototypeOf(parsed.data) === Object.prototype,
		() => `${method}: the parameters are a plain object`,
	);
}

function checkNotification(params: unknown, random: Random): void {
	const name = random.pick(notificationNames);
	const parsed = notifications[name].params.safeParse(params);
	if (!parsed.success) isClause(problemOf(parsed.error));
}

/** What is wrong is told in a clause that a frame has room for. */
function isClause(problem: string): void {
	holds(
		problem !== "" && problem.length <= 1000 && problem.isWellFormed(),
		() => `not a clause: ${shown(problem)}`,
	);
	holds(
		kindsIn(Buffer.from(problem)).length === 0 || problem.includes(":"),
		() => `not a clause: ${shown(problem)}`,
	);
}
