import type { Connection } from "../connection.ts";
import type { Door, DoorContext, Visit } from "../door.ts";

/** A program that speaks something else, by its first bytes, and what it is told in its own language. */
type Stray = { readonly begins: (text: string) => boolean; readonly answer: string };

const sentence = "This is a partyline chat server; it does not speak";

const strays: readonly Stray[] = [
	{
		// A web page can make the browser of whoever looks at it send any text to this port. After the head,
		// its lines would be a name, an empty password and things to say. The page chooses how long the first line is,
		// so its beginning must tell: no name has a space.
		begins: (text) => /^(?:[A-Z]+ [/*h]|CONNECT )/.test(text),
		answer: `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${sentence} HTTP.\n`,
	},
	// RFC 4253 §4.2 lets other lines come before the server's version.
	{ begins: (text) => text.startsWith("SSH-"), answer: `${sentence} SSH.\r\n` },
	// A TLS hello, of which a web page chooses a part too. The answer is the fatal alert protocol_version, RFC 8446 §6.
	{ begins: (text) => text.startsWith("\x16"), answer: "\x15\x03\x01\x00\x02\x02\x46" },
];

/** The door for programs that came to the wrong port: they are told so, and it closes. */
export function otherDoor({ log }: DoorContext): Door {
	return {
		name: "other",
		knows: (first) => findStray(first) !== undefined,
		open: (connection, first) => {
			log.debug({ peer: connection.address }, "another protocol");
			return turnAway(connection, findStray(first)?.answer ?? "");
		},
	};
}

function findStray(first: Buffer): Stray | undefined {
	const text = first.toString("latin1");
	return strays.find(({ begins }) => begins(text));
}

function turnAway(connection: Connection, answer: string): Visit {
	connection.listen(
		() => {},
		() => {},
	);
	connection.send(Buffer.from(answer, "latin1"));
	connection.end();
	return { wasLetIn: () => false, bye: () => connection.end() };
}
