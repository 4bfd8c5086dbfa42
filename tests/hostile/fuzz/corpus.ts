import { encodeFrame } from "@partyline/shared/framing/encoder";
import { bodyLimitBytes, frameLimitBytes, nestingLimit } from "@partyline/shared/framing/limits";
import { requestEnvelope } from "@partyline/shared/protocol/envelope";
import type { Random } from "../../support/random.ts";
import { attacks } from "../terminal/attacks.ts";

/** Text as people and attackers write it. */
const texts: readonly string[] = [
	"hello",
	"Zoë, こんにちは 👩‍👩‍👧‍👦 می‌خواهم क्षत्रिय שָׁלוֹם",
	"two\nlines\tand a tab",
	"\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
	"//not a command",
	...attacks.map(({ text }) => text),
];

const rooms = ["#general", "#other", "#GENERAL", "@abcdefgh", "#日本", "#", "__proto__"];
const names = ["ann", "Zoë", "server", "a b", "x".repeat(33), "constructor"];

/** A text out of some of those, with what separates them. */
export function anyText(random: Random): string {
	const count = random.between(0, 6);
	return Array.from({ length: count }, () => random.pick(texts)).join(random.pick(["", " ", "\n"]));
}

/** The parameters of each method, most of them as they should be. */
const paramsOf: Readonly<Record<string, (random: Random) => object>> = {
	hello: () => ({ protocol: 1, client: "fuzz" }),
	login: (random) => ({ guest: `fuzz${random.between(1, 40)}` }),
	join: (random) => ({ room: random.pick(rooms) }),
	leave: () => ({ room: "#other" }),
	create: (random) =>
		random.chance(0.5)
			? { room: `#r${random.between(1, 20)}`, topic: anyText(random).slice(0, 250) }
			: { with: [random.pick(names)] },
	rooms: () => ({ limit: 10 }),
	members: (random) => ({ room: random.pick(rooms), limit: 10 }),
	post: (random) => ({
		room: random.pick(rooms.slice(0, 3)),
		id: `01939bd2-6a00-7000-8000-${random
			.between(0, 2 ** 32)
			.toString(16)
			.padStart(12, "0")}`,
		text: random.chance(0.2)
			? anyText(random)
			: `${random.pick(texts.slice(0, 4))} ${random.next()}`,
		...(random.chance(0.2) ? { action: true } : {}),
		...(random.chance(0.2) ? { replyTo: random.between(1, 9) } : {}),
	}),
	topic: (random) => ({ room: "#general", topic: anyText(random).slice(0, 300) }),
	nick: (random) => ({ name: random.pick(names) }),
	history: (random) => ({
		room: random.pick(rooms),
		limit: random.between(0, 201),
		before: random.between(0, 20),
	}),
	sync: (random) => {
		const room = random.chance(0.8)
			? random.pick(rooms)
			: anyText(random).repeat(random.between(1, 30));
		return { rooms: { [room]: random.between(-1, 5) } };
	},
	read: (random) => ({ room: "#general", seq: random.between(0, 9) }),
	typing: (random) => ({ room: random.pick(rooms), on: random.chance(0.5) }),
	presence: () => ({ state: "away" }),
	ping: () => ({}),
	quit: () => ({}),
};

const noMethods = ["toString", "constructor", "__proto__", "", "nope"];

/** One request, as bytes. */
function anyRequest(
	random: Random,
	id: number,
	method = random.pick(random.chance(0.9) ? Object.keys(paramsOf) : noMethods),
): Buffer {
	const params = Object.hasOwn(paramsOf, method) ? (paramsOf[method]?.(random) ?? {}) : {};
	const body = random.chance(0.05) ? Buffer.from("raw\nbytes{}") : undefined;
	return encodeFrame(requestEnvelope(id, method, params), body);
}

/** The requests of a connection, most of which get in and say something. */
export function anyRequests(random: Random): Buffer[] {
	const begin = random.chance(0.9) ? ["hello", "login", "join"] : [];
	const frames = begin.map((method, at) => anyRequest(random, at, method));
	for (let left = random.between(0, 8); left > 0; left--)
		frames.push(anyRequest(random, frames.length));
	return frames;
}

/** A frame at the edge of what a frame may be: its line as long, its body as long, its value as deep. */
export function edgeFrame(random: Random): Buffer {
	const off = random.between(-2, 2);
	switch (random.between(0, 2)) {
		case 0: {
			const padding = "x".repeat(frameLimitBytes + off - '{"a":""}'.length);
			return Buffer.from(`{"a":"${padding}"}\n`);
		}
		case 1: {
			const body = Buffer.alloc(bodyLimitBytes + off, "{}\n");
			return Buffer.concat([Buffer.from(`{"body":${body.length}}\n`), body]);
		}
		default: {
			const depth = nestingLimit + off - 1;
			const [open, close] = random.pick([
				["[", "]"],
				['{"a":', "}"],
			] as const);
			return Buffer.from(`{"a":${open.repeat(depth)}1${close.repeat(depth)}}\n`);
		}
	}
}

/** Frames that a server sends, for a client to read. */
export function anyServerFrames(random: Random): Buffer[] {
	const place = { room: "#general", seq: random.between(0, 3), at: 1_700_000_000_000, by: "ann" };
	const frames: object[] = [
		{ jsonrpc: "2.0", id: 1, result: { protocol: 1, limits: { frameBytes: 65_536 } } },
		{
			jsonrpc: "2.0",
			id: null,
			error: { code: -32_700, message: anyText(random), data: { code: "x" } },
		},
		{
			jsonrpc: "2.0",
			method: "event",
			params: {
				...place,
				type: "message",
				id: "01939bd2-6a00-7000-8000-000000000001",
				text: anyText(random),
			},
		},
		{
			jsonrpc: "2.0",
			method: "event",
			params: { ...place, type: "topic", topic: anyText(random) },
		},
		{ jsonrpc: "2.0", method: "bye", params: { reason: anyText(random), reconnectAfterMs: 1e300 } },
		{
			jsonrpc: "2.0",
			method: "presence",
			params: { room: "#general", account: "ann", name: anyText(random), state: "away" },
		},
	];
	return Array.from({ length: random.between(1, 4) }, () => encodeFrame(random.pick(frames)));
}

/** Lines as somebody types them at the plain door, a name and a password first. */
export function anyLines(random: Random): Buffer[] {
	const commands = [
		"/join #other",
		"/join #general",
		"/names",
		"/rooms",
		"/me waves",
		"/part",
		"/help",
		"/nope",
		"/constructor",
		"quit",
	];
	const lines = random.chance(0.9) ? [`fuzz${random.between(1, 40)}`, ""] : [];
	for (let left = random.between(0, 8); left > 0; left--)
		lines.push(random.chance(0.3) ? random.pick(commands) : anyText(random));
	const typed = lines.map((line) => Buffer.from(`${line}\n`));
	return random.chance(0.1) ? [telnetHello, ...typed] : typed;
}

/** What a telnet client says before anything is typed: its window has 80 columns and 24 rows (RFC 1073). */
const telnetHello = Buffer.of(255, 251, 31, 255, 250, 31, 0, 80, 0, 24, 255, 240);
