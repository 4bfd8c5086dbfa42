import { expect, test } from "vitest";
import { chooseTransport, type WantedServer } from "./choose-transport.ts";
import { memoryKnownServers } from "./known-servers.ts";

const port = 7420;
const knownHosts = ["chat.example", "localhost", "127.0.0.2", "::1"];
const known = memoryKnownServers();
for (const host of knownHosts) known.put({ host, port }, new Uint8Array(32));

function choose(scheme: WantedServer["scheme"], host: string) {
	return chooseTransport({ scheme, host, port }, known);
}

test.each(["new.example", "chat.example", "localhost", "127.0.0.1"])(
	"partyline://%s is encrypted, whatever it is",
	(host) => {
		expect(choose("secure", host)).toBe("tls");
	},
);

test.each([
	"new.example",
	"192.168.1.5",
	"fe80::1",
	"::ffff:192.168.1.5",
	// Names, whatever they look like.
	"127.example",
	"localhost.example",
	"0.0.0.0",
])("a bare %s is not this machine, and so is encrypted", (host) => {
	expect(choose("bare", host)).toBe("tls");
});

test.each(["127.0.0.1", "127.1", "127.255.255.254", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"])(
	"a bare %s is this machine, and is spoken to plainly",
	(host) => {
		const unknown = memoryKnownServers();
		expect(chooseTransport({ scheme: "bare", host, port }, unknown)).toBe("plain");
	},
);

test.each(["localhost", "LocalHost", "127.0.0.2", "::1"])(
	"a bare %s whose key is known is encrypted, though it is this machine",
	(host) => {
		expect(choose("bare", host)).toBe("tls");
		const elsewhere = { scheme: "bare" as const, host, port: port + 1 };
		expect(chooseTransport(elsewhere, known)).toBe("plain");
	},
);

test.each(["new.example", "127.0.0.1"])(
	"partyline+insecure://%s is spoken to plainly, as somebody insists",
	(host) => {
		expect(choose("insecure", host)).toBe("plain");
	},
);

test.each(["chat.example", "CHAT.example.", "localhost", "0:0:0:0:0:0:0:1"])(
	"partyline+insecure://%s is refused where the key is known",
	(host) => {
		expect(choose("insecure", host)).toEqual({
			refusal: `${host} encrypted what it said before, so nothing is sent to it in the clear; its address is partyline://${host.includes("::") ? `[${host}]` : host}`,
		});
	},
);
