/** What a newcomer says, and what the server says last of its answer. */
export type Step = { readonly say: string; readonly until: string };

/** Who comes into which room. */
export type Newcomer = {
	readonly name: string;
	readonly room: number;
	readonly isFirst: boolean;
};

/** How a member speaks to one kind of server. */
export type Dialect = {
	/** How one comes into a room, which the first there makes. */
	enter(newcomer: Newcomer): readonly Step[];
	/** What stands in an answer that keeps one out; undefined where nobody is kept out. */
	readonly refusal?: string;
	/** One message; no two have the same number. */
	say(said: { readonly room: number; readonly text: string; readonly number: number }): string;
};

/** The dialects by name. */
export type DialectName = "native" | "irc" | "nats" | "lines";

/** All of them. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
	native: native(),
	irc: irc(),
	nats: nats(),
	lines: lines(),
};

function native(): Dialect {
	const idOf = createIds();
	return {
		enter: ({ name, room, isFirst }) => [
			{
				say: [
					nativeRequest(1, "hello", { protocol: 1, client: "bench" }),
					nativeRequest(2, "login", { guest: name }),
					nativeRequest(3, isFirst && room > 0 ? "create" : "join", { room: roomName(room) }),
				].join(""),
				until: '"id":3,"result"',
			},
		],
		refusal: '"error":',
		say: ({ room, text, number }) =>
			`{"jsonrpc":"2.0","id":9,"method":"post","params":{"room":"${roomName(room)}","id":"${idOf(number)}","text":"${text}"}}\n`,
	};
}

/** A request of the native protocol. */
export function nativeRequest(id: number, method: string, params: object): string {
	return `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
}

/** UUIDs of version 7 by number: made of the time of this run, the run and the number, as that costs less than chance. */
function createIds(): (number: number) => string {
	const time = Date.now().toString(16).padStart(12, "0");
	const run = Math.floor(Math.random() * 0x1000)
		.toString(16)
		.padStart(3, "0");
	return (number) =>
		`${time.slice(0, 8)}-${time.slice(8)}-7${run}-8000-${number.toString(16).padStart(12, "0")}`;
}

/** The room that is always there, and those that the bench makes. */
function roomName(room: number): string {
	return room === 0 ? "#general" : `#room-${room}`;
}

function irc(): Dialect {
	return {
		enter: ({ name, room }) => [
			{ say: `NICK ${name}\r\nUSER ${name} 0 * :${name}\r\n`, until: " 001 " },
			{ say: `JOIN #room${room}\r\n`, until: " 366 " },
		],
		refusal: "ERROR :",
		say: ({ room, text }) => `PRIVMSG #room${room} :${text}\r\n`,
	};
}

function nats(): Dialect {
	return {
		enter: ({ room }) => [
			{
				say: `CONNECT {"verbose":false,"pedantic":false}\r\nSUB room${room} 1\r\nPING\r\n`,
				until: "PONG\r\n",
			},
		],
		refusal: "-ERR",
		say: ({ room, text }) => `PUB room${room} ${text.length}\r\n${text}\r\n`,
	};
}

/** As many bytes as an event of ours has: the servers that only pass lines on carry the same load. */
function lines(): Dialect {
	return {
		enter: () => [],
		say: ({ text, number }) =>
			`{"jsonrpc":"2.0","method":"event","params":{"room":"#general","seq":${number},"at":1795417843358,"by":"m12","type":"message","id":"01a2073d-eabd-740f-8e99-03940e9b5fe4","text":"${text}"}}\n`,
	};
}
