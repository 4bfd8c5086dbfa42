import type { ErrorCode } from "@partyline/shared/protocol/errors";
import { type MethodName, methods } from "@partyline/shared/protocol/methods";
import { NativePeer } from "../../support/native-peer.ts";

/** Bytes that no honest client sends once it has said hello, and what the protocol says they get. */
export type Attack = {
	readonly name: string;
	readonly bytes: Buffer;
	/** What is answered, in order: a refusal by its `data.code`, or `result`. */
	readonly gets: readonly (ErrorCode | "result")[];
	/** Whether the server then ends the connection; else the next request is answered as ever. */
	readonly ends?: boolean;
};

const mib = 1024 * 1024;

function text(...parts: readonly (string | Buffer)[]): Buffer {
	return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

/** A ping with other members, as text. */
function ping(more: string): string {
	return `{"jsonrpc":"2.0","id":1,"method":"ping",${more}}\n`;
}

/** A ping that holds wrong bytes in a string. */
function pingWith(bytes: readonly number[]): Buffer {
	return text(
		'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"',
		Buffer.from(bytes),
		'"}}\n',
	);
}

function nested(open: string, close: string, levels: number): string {
	return ping(`"params":{"x":${open.repeat(levels)}1${close.repeat(levels)}}`);
}

const innocent = ping('"params":{}');

type Bytes = Readonly<Record<string, string | Buffer>>;

const refused = (why: ErrorCode, named: Bytes): Attack[] =>
	Object.entries(named).map(([name, bytes]) => ({ name, bytes: text(bytes), gets: [why] }));

const fatal = (why: ErrorCode, named: Bytes): Attack[] =>
	refused(why, named).map((attack) => ({ ...attack, ends: true }));

const answered = (named: Bytes): Attack[] =>
	Object.entries(named).map(([name, bytes]) => ({ name, bytes: text(bytes), gets: ["result"] }));

const lines: Attack[] = [
	...fatal("frame_too_long", {
		"a line without end": "x".repeat(mib),
		"a line of spaces without end": " ".repeat(mib),
		"a nesting of 100,000 arrays": nested("[", "]", 100_000),
		"a nesting of 100,000 objects": nested('{"a":', "}", 100_000),
	}),
	{ name: "a million empty lines", bytes: Buffer.alloc(mib, "\n"), gets: [] },
	{ name: "half a million lines of \\r\\n", bytes: Buffer.alloc(mib, "\r\n"), gets: [] },
	...refused("too_deep", {
		"a nesting of 30,000 arrays": nested("[", "]", 30_000),
		"a nesting of 10,000 objects": nested('{"a":', "}", 10_000),
	}),
	...refused("not_json", {
		"a nesting of 60,000 that is not closed": `{"x":${"[".repeat(60_000)}\n`,
		"a NUL in a string": ping('"params":{"x":"\0"}'),
		"a NUL before a frame": `\0${ping('"params":{}')}`,
		"a byte order mark before a frame": `\uFEFF${ping('"params":{}')}`,
		"an HTTP request line after hello": "GET / HTTP/1.1\n",
		"a number like 01": ping('"params":{"x":01}'),
		NaN: ping('"params":{"x":NaN}'),
		"a comment": ping('"params":{/* x */}'),
	}),
	...refused("not_an_object", {
		"[]": "[]\n",
		null: "null\n",
		true: "true\n",
		"a number": "17\n",
		"a string": '"ping"\n',
		"a batch": `[${ping('"params":{}').trim()},${ping('"params":{}').trim()}]\n`,
		"an empty batch in a batch": "[[],[]]\n",
	}),
];

const numbers: Attack[] = refused("unsafe_integer", {
	"1e400": ping('"params":{"x":1e400}'),
	"-1e400": ping('"params":{"x":-1e400}'),
	"2^53": ping('"params":{"x":9007199254740992}'),
	"2^53 + 1": ping('"params":{"x":9007199254740993}'),
	"-(2^53 + 1)": ping('"params":{"x":-9007199254740993}'),
	"a number of 60,000 digits": ping(`"params":{"x":${"9".repeat(60_000)}}`),
	"1e400 as the id": '{"jsonrpc":"2.0","id":1e400,"method":"ping"}\n',
	"2^53 + 1 as the id": '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}\n',
});

const encodings: Attack[] = [
	...refused("not_utf8", {
		"an overlong slash of 2 bytes": pingWith([0xc0, 0xaf]),
		"an overlong slash of 3 bytes": pingWith([0xe0, 0x80, 0xaf]),
		"an overlong slash of 4 bytes": pingWith([0xf0, 0x80, 0x80, 0xaf]),
		"an overlong NUL": pingWith([0xc0, 0x80]),
		"a truncated sequence of 2 bytes": pingWith([0xc3]),
		"a truncated sequence of 3 bytes": pingWith([0xe2, 0x82]),
		"a truncated sequence of 4 bytes": pingWith([0xf0, 0x9f, 0x98]),
		"a sequence that the end of the line cuts": text('{"x":"', Buffer.of(0xf0, 0x9f), "\n"),
		"a lone continuation byte": pingWith([0x80]),
		"a long run of continuation bytes": pingWith(Array<number>(30_000).fill(0xbf)),
		"a surrogate pair as CESU-8": pingWith([0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]),
		"half a surrogate pair in UTF-8": pingWith([0xed, 0xa0, 0xbd]),
		"a code point beyond U+10FFFF": pingWith([0xf4, 0x90, 0x80, 0x80]),
		"a sequence of 5 bytes": pingWith([0xf8, 0x88, 0x80, 0x80, 0x80]),
		"the byte 0xFE": pingWith([0xfe]),
		"the byte 0xFF": pingWith([0xff]),
		"wrong bytes in the name of a member": text('{"', Buffer.of(0xff), '":1}\n'),
		"UTF-16": Buffer.from(`\uFEFF${ping('"params":{}')}`.slice(0, -1), "utf16le"),
	}).map((attack) => ({ ...attack, bytes: text(attack.bytes, "\n") })),
	...refused("lone_surrogate", {
		"an escaped high surrogate alone": ping('"params":{"x":"\\ud83d"}'),
		"an escaped low surrogate alone": ping('"params":{"x":"\\ude00"}'),
		"an escaped pair the wrong way round": ping('"params":{"x":"\\ude00\\ud83d"}'),
		"an escaped surrogate in the name of a member": ping('"params":{"\\ud83d":1}'),
		"an escaped surrogate as the id": '{"jsonrpc":"2.0","id":"\\ud83d","method":"ping"}\n',
	}),
	...answered({ "an escaped NUL where nobody looks": ping('"params":{"x":"\\u0000"}') }),
];

const members: Attack[] = [
	...answered({
		"__proto__ beside the envelope": ping('"__proto__":{"method":"quit","id":7}'),
		"__proto__ in the parameters": ping('"params":{"__proto__":{"room":"#general"}}'),
		"constructor and prototype": ping('"constructor":{"prototype":{"x":1}},"params":{}'),
		"toString and hasOwnProperty": ping('"toString":1,"hasOwnProperty":2,"params":{"valueOf":3}'),
		"the same member twice, of which the last counts": ping('"params":{"x":1},"params":{}'),
		"method twice, of which the last counts":
			'{"jsonrpc":"2.0","id":1,"method":"quit","method":"ping"}\n',
		"a frame of 6,000 members": ping(
			`"params":{${Array.from({ length: 6_000 }, (_, at) => `"k${at}":0`)}}`,
		),
	}),
	...refused("invalid_request", {
		"an empty object": "{}\n",
		"an id that is null": '{"jsonrpc":"2.0","id":null,"method":"ping"}\n',
		"an id that is true": '{"jsonrpc":"2.0","id":true,"method":"ping"}\n',
		"an id that is a fraction": '{"jsonrpc":"2.0","id":1.5,"method":"ping"}\n',
		"an id that is a list": '{"jsonrpc":"2.0","id":[1],"method":"ping"}\n',
		"an id that is an object": '{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}\n',
		"an id of 60,000 characters": `{"jsonrpc":"2.0","id":"${"x".repeat(60_000)}","method":"ping"}\n`,
		"a method that is a number": '{"jsonrpc":"2.0","id":1,"method":7}\n',
		"parameters that are a list": ping('"params":[1,2]'),
		"parameters that are null": ping('"params":null'),
		"another version": '{"jsonrpc":"1.0","id":1,"method":"ping"}\n',
	}),
	...refused("unknown_method", {
		"the method __proto__": '{"jsonrpc":"2.0","id":1,"method":"__proto__"}\n',
		"the method constructor": '{"jsonrpc":"2.0","id":1,"method":"constructor"}\n',
		"the method toString": '{"jsonrpc":"2.0","id":1,"method":"toString"}\n',
		"a method of 60,000 characters": `{"jsonrpc":"2.0","id":1,"method":"${"x".repeat(60_000)}"}\n`,
	}),
];

const bodies: Attack[] = [
	...fatal("bad_body_length", {
		"a body of -1 bytes": ping('"body":-1'),
		"a body of 1.5 bytes": ping('"body":1.5'),
		"a body of 1e400 bytes": ping('"body":1e400'),
		"a body whose length is text": ping('"body":"5"'),
		"a body whose length is null": ping('"body":null'),
		"a body whose length is a list": ping('"body":[5]'),
	}),
	...fatal("body_too_long", {
		"a body of 262,145 bytes": ping('"body":262145'),
		"a body of 2^53 + 1 bytes": ping('"body":9007199254740993'),
	}),
	...fatal("too_deep", {
		"a body after a frame that nests too deeply": ping(
			`"x":${"[".repeat(20)}${"]".repeat(20)},"body":3`,
		),
	}),
	...fatal("not_json", { "a body after a frame that is not JSON": '{"body":5,}\n' }),
	...refused("body_not_allowed", {
		"a body of 0 bytes": ping('"body":0'),
		"a body that looks like frames": text(
			ping(`"body":${2 * innocent.length}`),
			innocent,
			innocent,
		),
		"a body of 262,144 bytes": text(ping('"body":262144'), Buffer.alloc(262_144, "\n{}")),
	}),
	{
		name: "a body that is longer than announced: its rest is a line",
		bytes: text(ping('"body":3'), "abcdef\n"),
		gets: ["body_not_allowed", "not_json"],
	},
	{
		name: "a body announced twice, of which the last counts",
		bytes: text(ping('"body":262144,"body":2'), "xx"),
		gets: ["body_not_allowed"],
	},
];

const orders: Attack[] = [
	...Object.entries(methods)
		.filter(([, { stage }]) => stage === "logged-in")
		.map(([method]): Attack => {
			const bytes = NativePeer.request(1, method);
			return { name: `${method} before login`, bytes, gets: ["login_required"] };
		}),
	...refused("already_greeted", {
		"hello a second time": NativePeer.request(1, "hello", { protocol: 1, client: "x" }),
	}),
	...refused("wrong_password", {
		"a login with the password of nobody": NativePeer.request(1, "login", {
			account: "a",
			password: "b",
		}),
	}),
	...refused("token_invalid", {
		"a login with a token of nobody": NativePeer.request(1, "login", { token: "__proto__" }),
	}),
	...refused("invalid_params", {
		"a login with nothing": NativePeer.request(1, "login"),
		"a login under the name __proto__": NativePeer.request(1, "login", { guest: "__proto__" }),
		"a login under a name with a NUL": NativePeer.request(1, "login", { guest: "a\0b" }),
		"a login under a name of 60,000 letters": NativePeer.request(1, "login", {
			guest: "x".repeat(60_000),
		}),
	}),
	{
		name: "frames behind a login that fails",
		bytes: Buffer.concat([
			NativePeer.request(1, "login", { token: "nobody's" }),
			NativePeer.request(2, "join", { room: "#general" }),
			NativePeer.request(3, "ping"),
		]),
		gets: ["token_invalid", "login_required", "result"],
	},
	{
		name: "frames behind one that is not JSON",
		bytes: text("{oops\n", ping('"params":{}'), "[]\n", ping('"params":{}')),
		gets: ["not_json", "result", "not_an_object", "result"],
	},
	{
		name: "frames behind one that ends the connection",
		bytes: text(ping('"params":{}'), ping('"body":-1'), ping('"params":{}'), "{oops\n"),
		gets: ["result", "bad_body_length"],
		ends: true,
	},
	{
		name: "frames behind quit",
		bytes: text(NativePeer.request(1, "quit"), ping('"params":{}'), "{oops\n"),
		gets: ["result"],
		ends: true,
	},
];

/** All of them. */
export const attacks: readonly Attack[] = [
	...lines,
	...numbers,
	...encodings,
	...members,
	...bodies,
	...orders,
];

/** The methods that need a hello. */
export const methodsAfterHello = Object.entries(methods)
	.filter(([, { stage }]) => stage !== "connected")
	.map(([method]): MethodName => method as MethodName);
